import type { LakeVerb } from './access.ts'
import { type Area, areas } from './areas.ts'
import type { Names } from './names.ts'
import type { Statement } from './statement.ts'

const actions: Readonly<Record<LakeVerb, readonly string[]>> = {
  read: ['s3:GetObject', 's3:GetObjectVersion'],
  write: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
  remove: ['s3:DeleteObject'],
}

/** What the verbs on parts of the lake come to: objects by prefix, the listing of those prefixes, and the key through S3 only. */
export function lakeStatements(
  names: Names,
  rights: Readonly<Record<LakeVerb, readonly Area[]>>,
): readonly Statement[] {
  const verbs = (['read', 'write', 'remove'] as const).filter((verb) => rights[verb].length > 0)
  if (verbs.length === 0) return []
  const objects = verbs.map(
    (verb): Statement => ({
      Sid: `${verb[0]!.toUpperCase()}${verb.slice(1)}Lake`,
      Effect: 'Allow',
      Action: actions[verb],
      Resource: prefixesOf(rights[verb]).map((prefix) => `${names.lakeArn}/${prefix}`),
    }),
  )
  return [
    ...objects,
    ...listing(names, prefixesOf(verbs.flatMap((verb) => rights[verb]))),
    ...dataKey(names, 'S3', rights.write.length > 0),
  ]
}

/**
 * "IfExists": S3 asks for `s3:ListBucket` without a prefix when it decides whether a missing object is a 404 or a 403, and a
 * create-once write must be told "missing" from "forbidden". Listing without a prefix shows names, never contents.
 */
const listing = (names: Names, prefixes: readonly string[]): readonly Statement[] => [
  {
    Sid: 'ListLake',
    Effect: 'Allow',
    // The store lists versions, as only they tell which of two writes of the same content an object is.
    Action: ['s3:ListBucket', 's3:ListBucketVersions'],
    Resource: [names.lakeArn],
    Condition: { StringLikeIfExists: { 's3:prefix': prefixes } },
  },
  {
    Sid: 'LookAtLake',
    Effect: 'Allow',
    Action: ['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'],
    Resource: [names.lakeArn],
  },
]

/** Use of the key, through one service and never directly. */
export const dataKey = (
  names: Names,
  service: 'S3' | 'SQS' | 'SNS' | 'Logs' | 'States',
  writes: boolean,
): readonly Statement[] => [
  {
    Sid: `KeyThrough${service}`,
    Effect: 'Allow',
    Action: writes ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
    Resource: [names.keyArn],
    Condition: {
      StringEquals: { 'kms:ViaService': `${service.toLowerCase()}.${names.region}.amazonaws.com` },
    },
  },
]

/** Without those that another covers. */
function prefixesOf(parts: readonly Area[]): readonly string[] {
  const all = [...new Set(parts.flatMap((part): readonly string[] => areas[part]))]
  const covers = (wide: string, narrow: string) =>
    wide !== narrow && narrow.startsWith(wide.slice(0, -1))
  return all.filter((prefix) => !all.some((other) => covers(other, prefix))).sort()
}
