import type { SQSEvent } from 'aws-lambda'
import type { LambdaRuntime } from './lambda-runtime.ts'

export interface Message {
  readonly MessageId: string
  readonly ReceiptHandle: string
  readonly Body: string
}

/** A queue of SQS as moto has it. */
export class Queue {
  readonly url: string
  readonly #endpoint: string

  private constructor(endpoint: string, url: string) {
    this.#endpoint = endpoint
    this.url = url
  }

  /** Messages that were received `receives` times without being deleted go to `dead`. */
  static async create(
    endpoint: string,
    name: string,
    dead?: { readonly queue: Queue; readonly receives: number },
    /** Seconds until a message that was not deleted is delivered again. */
    hiddenSeconds = dead === undefined ? 60 : 0,
  ): Promise<Queue> {
    const attributes: Record<string, string> = { VisibilityTimeout: String(hiddenSeconds) }
    if (dead !== undefined) {
      const arn = `arn:aws:sqs:us-east-1:123456789012:${dead.queue.url.split('/').at(-1)}`
      attributes['RedrivePolicy'] = JSON.stringify({
        deadLetterTargetArn: arn,
        maxReceiveCount: dead.receives,
      })
    }
    const request = { QueueName: name, Attributes: attributes }
    const { QueueUrl } = await ask<{ QueueUrl: string }>(endpoint, 'CreateQueue', request)
    return new Queue(endpoint, QueueUrl)
  }

  async send(bodies: readonly string[]): Promise<void> {
    for (let at = 0; at < bodies.length; at += 10) {
      const Entries = bodies
        .slice(at, at + 10)
        .map((MessageBody, i) => ({ Id: String(i), MessageBody }))
      await ask(this.#endpoint, 'SendMessageBatch', { QueueUrl: this.url, Entries })
    }
  }

  async receive(): Promise<readonly Message[]> {
    const request = { QueueUrl: this.url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }
    return (
      (await ask<{ Messages?: Message[] }>(this.#endpoint, 'ReceiveMessage', request)).Messages ??
      []
    )
  }

  async delete(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return
    const Entries = messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }))
    await ask(this.#endpoint, 'DeleteMessageBatch', { QueueUrl: this.url, Entries })
  }
}

/** Lambda's event source mapping: batches of ten, what was not reported as failed is deleted. Ends when the queue is empty. */
export async function drain(queue: Queue, lambda: LambdaRuntime, pollers = 1): Promise<void> {
  await Promise.all(
    Array.from({ length: pollers }, async () => {
      for (;;) {
        const messages = await queue.receive()
        if (messages.length === 0) return
        const answer = await lambda.invoke(batchOf(messages))
        const { batchItemFailures: failures = [] } = answer.payload as {
          batchItemFailures?: { itemIdentifier: string }[]
        }
        const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier))
        if (!answer.failed)
          await queue.delete(messages.filter(({ MessageId }) => !failed.has(MessageId)))
      }
    }),
  )
}

/** The event of a function that reads a queue. */
export const batchOf = (
  messages: readonly Pick<Message, 'MessageId' | 'Body' | 'ReceiptHandle'>[],
): SQSEvent => ({
  Records: messages.map(({ MessageId, Body, ReceiptHandle }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 'events',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:arrivals',
    awsRegion: 'us-east-1',
  })),
})

async function ask<Result>(endpoint: string, action: string, request: object): Promise<Result> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(request),
  })
  const body = await response.text()
  if (!response.ok) throw new Error(`SQS ${action}: ${response.status} ${body}`)
  return JSON.parse(body) as Result
}
