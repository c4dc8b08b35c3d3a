import type { Names } from '../names.ts'
import { lakePolicy, logsPolicy, resultsPolicy } from '../resource-policies.ts'
import type { PolicyDocument } from '../statement.ts'
import type { Stage } from './stage.ts'

export interface Storage {
  readonly lake: aws.s3.Bucket
  readonly results: aws.s3.Bucket
}

type Rules = aws.s3.BucketLifecycleConfigurationArgs['rules']

/** The lake's bucket, the one of Athena's results, and the one of their access logs. */
export function makeStorage(stage: Stage): Storage {
  const { names, settings } = stage
  const logs = makeBucket(stage, 'Logs', names.logsBucket, {
    // S3 delivers access logs to buckets with its own key only.
    encryption: 'AES256',
    policy: logsPolicy,
    rules: [expire('old-logs', '', settings.logRetentionDays), ...everyBucket(stage)],
  })
  const lake = makeBucket(stage, 'Lake', names.lakeBucket, {
    encryption: 'aws:kms',
    policy: lakePolicy,
    rules: [
      expire('staging', 'staging/', settings.stagingDays),
      expire('done-before', 'idempotency/', settings.stagingDays),
      ...everyBucket(stage),
    ],
    logs,
  })
  const results = makeBucket(stage, 'Results', names.resultsBucket, {
    encryption: 'aws:kms',
    policy: resultsPolicy,
    rules: [expire('old-results', '', settings.queryResultDays), ...everyBucket(stage)],
    logs,
  })
  new aws.s3.BucketNotification('LakeEvents', { bucket: lake.bucket, eventbridge: true })
  return { lake, results }
}

interface BucketPlan {
  readonly encryption: 'aws:kms' | 'AES256'
  readonly policy: (names: Names) => PolicyDocument
  readonly rules: Rules
  readonly logs?: aws.s3.Bucket
}

function makeBucket(stage: Stage, title: string, name: string, plan: BucketPlan): aws.s3.Bucket {
  const { settings, tags, holdsData, key } = stage
  const made = new aws.s3.Bucket(
    title,
    { bucket: name, forceDestroy: !settings.retain, tags },
    holdsData,
  )
  const bucket = made.bucket
  new aws.s3.BucketVersioning(`${title}Versions`, {
    bucket,
    versioningConfiguration: { status: 'Enabled' },
  })
  new aws.s3.BucketServerSideEncryptionConfiguration(`${title}Encryption`, {
    bucket,
    rules: [
      {
        applyServerSideEncryptionByDefault:
          plan.encryption === 'AES256'
            ? { sseAlgorithm: 'AES256' }
            : { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.arn },
        bucketKeyEnabled: plan.encryption === 'aws:kms',
      },
    ],
  })
  const block = new aws.s3.BucketPublicAccessBlock(`${title}PublicAccess`, {
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  })
  new aws.s3.BucketOwnershipControls(`${title}Ownership`, {
    bucket,
    rule: { objectOwnership: 'BucketOwnerEnforced' },
  })
  new aws.s3.BucketPolicy(
    `${title}Policy`,
    { bucket, policy: stage.policy(plan.policy) },
    { dependsOn: [block] },
  )
  new aws.s3.BucketLifecycleConfiguration(`${title}Lifecycle`, { bucket, rules: plan.rules })
  if (plan.logs !== undefined) {
    new aws.s3.BucketLogging(`${title}AccessLogs`, {
      bucket,
      targetBucket: plan.logs.bucket,
      targetPrefix: `${title.toLowerCase()}/`,
    })
  }
  return made
}

const everyBucket = ({ settings }: Stage) => [
  {
    id: 'unfinished-uploads',
    status: 'Enabled',
    filter: { prefix: '' },
    abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
  },
  {
    id: 'old-versions',
    status: 'Enabled',
    filter: { prefix: '' },
    noncurrentVersionExpiration: { noncurrentDays: settings.noncurrentDays },
  },
]

const expire = (id: string, prefix: string, days: number) => ({
  id,
  status: 'Enabled',
  filter: { prefix },
  expiration: { days },
})
