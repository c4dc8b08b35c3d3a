import { deliveries, visibilityTimeout } from '../functions.ts'
import { arrivalsPolicy, deadLetterPolicy } from '../resource-policies.ts'
import type { Stage } from './stage.ts'

export interface Queues {
  readonly arrivals: aws.sqs.Queue
  readonly deadArrivals: aws.sqs.Queue
  /** Schedules and asynchronous calls that were given up. */
  readonly deadCalls: aws.sqs.Queue
}

const day = 24 * 3600

/** Messages about landed files, and what could not be used. */
export function makeQueues(stage: Stage): Queues {
  const { names, key, tags } = stage
  const encrypted = { kmsMasterKeyId: key.arn, kmsDataKeyReusePeriodSeconds: 300, tags }
  const dead = (title: string, name: string) =>
    new aws.sqs.Queue(title, { ...encrypted, name, messageRetentionSeconds: 14 * day })
  const deadArrivals = dead('DeadArrivals', names.deadArrivals)
  const deadCalls = dead('DeadCalls', names.deadCalls)
  const arrivals = new aws.sqs.Queue('Arrivals', {
    ...encrypted,
    name: names.arrivals,
    messageRetentionSeconds: 4 * day,
    receiveWaitTimeSeconds: 20,
    visibilityTimeoutSeconds: visibilityTimeout,
    redrivePolicy: $util.jsonStringify({
      deadLetterTargetArn: deadArrivals.arn,
      maxReceiveCount: deliveries,
    }),
  })
  new aws.sqs.QueuePolicy('ArrivalsPolicy', {
    queueUrl: arrivals.url,
    policy: stage.policy(arrivalsPolicy),
  })
  new aws.sqs.QueuePolicy('DeadArrivalsPolicy', {
    queueUrl: deadArrivals.url,
    policy: stage.policy((keyed) => deadLetterPolicy(keyed.deadArrivalsArn, keyed)),
  })
  new aws.sqs.QueuePolicy('DeadCallsPolicy', {
    queueUrl: deadCalls.url,
    policy: stage.policy((keyed) => deadLetterPolicy(keyed.deadCallsArn, keyed)),
  })
  return { arrivals, deadArrivals, deadCalls }
}
