import { whoMayDoWhat } from './access.ts'
import type { Area } from './areas.ts'
import { areas } from './areas.ts'
import type { Names } from './names.ts'
import { type PolicyDocument, policyDocument, type Statement } from './statement.ts'

const deny = (
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition: Statement['Condition'],
): Statement => ({
  Sid,
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
})

/** The S3 calls that buckets refuse without TLS; a refusal may name them all by `NotAction` of nothing AWS has. */
const withoutTls = (arn: string): readonly Statement[] => [
  {
    Sid: 'RefuseWithoutTls',
    Effect: 'Deny',
    Principal: '*',
    NotAction: ['s3:ListAllMyBuckets'],
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  },
  {
    Sid: 'RefuseOldTls',
    Effect: 'Deny',
    Principal: '*',
    NotAction: ['s3:ListAllMyBuckets'],
    Resource: [arn, `${arn}/*`],
    Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
  },
]

/** An upload may leave the choice to the bucket, which takes the stage's key; it may not choose otherwise. */
const otherEncryption = (names: Names, arn: string): readonly Statement[] => [
  deny('RefuseOtherEncryption', ['s3:PutObject'], [`${arn}/*`], {
    StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption': 'aws:kms' },
    Null: { 's3:x-amz-server-side-encryption': 'false' },
  }),
  deny('RefuseOtherKey', ['s3:PutObject'], [`${arn}/*`], {
    StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption-aws-kms-key-id': names.keyArn },
    Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'false' },
  }),
]

/** A part that only the named roles write, whatever other policies of the account say. */
function onlyWrittenBy(names: Names, Sid: string, part: Area): Statement {
  const writers = whoMayDoWhat.flatMap((right) =>
    'what' in right && right.may === 'write' && right.what.includes(part) ? right.who : [],
  )
  return deny(
    Sid,
    ['s3:PutObject', 's3:DeleteObject'],
    areas[part].map((prefix) => `${names.lakeArn}/${prefix}`),
    { ArnNotLike: { 'aws:PrincipalArn': [...new Set(writers)].map(names.roleArn) } },
  )
}

/** Policy of the lake's bucket. */
export const lakePolicy = (names: Names): PolicyDocument =>
  policyDocument([
    ...withoutTls(names.lakeArn),
    ...otherEncryption(names, names.lakeArn),
    onlyWrittenBy(names, 'RefuseOtherWritersOfApprovals', 'approvals'),
    deny(
      'RefuseToForgetVersions',
      ['s3:DeleteObjectVersion', 's3:PutBucketVersioning'],
      [names.lakeArn, `${names.lakeArn}/*`],
      {
        ArnNotLike: { 'aws:PrincipalArn': [names.roleArn('deployer'), names.roleArn('admin')] },
      },
    ),
  ])

/** Policy of the bucket of Athena's results. */
export const resultsPolicy = (names: Names): PolicyDocument =>
  policyDocument([...withoutTls(names.resultsArn), ...otherEncryption(names, names.resultsArn)])

/** Policy of the bucket that S3 writes its access logs to. */
export const logsPolicy = (names: Names): PolicyDocument =>
  policyDocument([
    ...withoutTls(names.logsArn),
    {
      Sid: 'TakeAccessLogs',
      Effect: 'Allow',
      Principal: { Service: ['logging.s3.amazonaws.com'] },
      Action: ['s3:PutObject'],
      Resource: [`${names.logsArn}/*`],
      Condition: {
        StringEquals: { 'aws:SourceAccount': names.account },
        ArnLike: { 'aws:SourceArn': [names.lakeArn, names.resultsArn] },
      },
    },
  ])

const fromService = (
  Sid: string,
  service: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition: Statement['Condition'],
): Statement => ({
  Sid,
  Effect: 'Allow',
  Principal: { Service: [service] },
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
})

/** Policy of the arrivals queue: only the rule that hears of landed files may send. */
export const arrivalsPolicy = (names: Names): PolicyDocument =>
  policyDocument([
    fromService('TakeFromRule', 'events.amazonaws.com', ['sqs:SendMessage'], [names.arrivalsArn], {
      ArnEquals: { 'aws:SourceArn': names.arrivalsRuleArn },
    }),
    ...queueWithoutTls(names.arrivalsArn),
  ])

/** Policy of a dead-letter queue. */
export const deadLetterPolicy = (queueArn: string, names: Names): PolicyDocument =>
  policyDocument([
    fromService('TakeFromRule', 'events.amazonaws.com', ['sqs:SendMessage'], [queueArn], {
      ArnEquals: { 'aws:SourceArn': names.arrivalsRuleArn },
    }),
    ...queueWithoutTls(queueArn),
  ])

const queueWithoutTls = (arn: string): readonly Statement[] => [
  deny('RefuseWithoutTls', ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'], [arn], {
    Bool: { 'aws:SecureTransport': 'false' },
  }),
]

/** Policy of the topic: alarms, the budget, and whom IAM lets. */
export const topicPolicy = (names: Names): PolicyDocument =>
  policyDocument([
    fromService('TakeFromAlarms', 'cloudwatch.amazonaws.com', ['sns:Publish'], [names.topicArn], {
      StringEquals: { 'aws:SourceAccount': names.account },
      ArnLike: { 'aws:SourceArn': names.everyArn('cloudwatch', `alarm:${names.role('*')}`) },
    }),
    fromService('TakeFromBudget', 'budgets.amazonaws.com', ['sns:Publish'], [names.topicArn], {
      StringEquals: { 'aws:SourceAccount': names.account },
    }),
    deny('RefuseWithoutTls', ['sns:Publish'], [names.topicArn], {
      Bool: { 'aws:SecureTransport': 'false' },
    }),
  ])

const keyAdministration = `CreateAlias UpdateAlias DeleteAlias DescribeKey GetKeyPolicy PutKeyPolicy GetKeyRotationStatus
  EnableKeyRotation EnableKey DisableKey ListResourceTags TagResource UntagResource ScheduleKeyDeletion CancelKeyDeletion
  ListGrants RevokeGrant UpdateKeyDescription`
const keyUse =
  'Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext CreateGrant'
const kms = (calls: string) => calls.split(/\s+/).map((call) => `kms:${call}`)
/** In a key's policy `*` is the key itself. */
const thisKey = ['*']

/** Policy of the stage's key: IAM policies of the account decide, and services use it for this stage's things only. */
export const keyPolicy = (names: Names): PolicyDocument =>
  policyDocument([
    {
      Sid: 'LetIamDecide',
      Effect: 'Allow',
      Principal: { AWS: [names.globalArn('iam', 'root')] },
      Action: kms(`${keyAdministration} ${keyUse}`),
      Resource: thisKey,
    },
    fromService(
      'EncryptLogs',
      `logs.${names.region}.amazonaws.com`,
      kms('Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey DescribeKey'),
      thisKey,
      { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': names.logGroupArn('*') } },
    ),
    fromService('SendArrivals', 'events.amazonaws.com', kms('Decrypt GenerateDataKey'), thisKey, {
      ArnEquals: { 'aws:SourceArn': names.arrivalsRuleArn },
    }),
    fromService('SendAlarms', 'cloudwatch.amazonaws.com', kms('Decrypt GenerateDataKey'), thisKey, {
      StringEquals: { 'aws:SourceAccount': names.account },
    }),
    fromService('SendBudget', 'budgets.amazonaws.com', kms('Decrypt GenerateDataKey'), thisKey, {
      StringEquals: { 'aws:SourceAccount': names.account },
    }),
    fromService(
      'DeliverLogs',
      'delivery.logs.amazonaws.com',
      kms('Decrypt GenerateDataKey'),
      thisKey,
      {
        StringEquals: { 'aws:SourceAccount': names.account },
      },
    ),
  ])
