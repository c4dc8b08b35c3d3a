import { z } from 'zod'

/** An object of a bucket came or went, as its key is in the bucket. */
export interface BucketChange {
  readonly bucket: string
  readonly key: string
  readonly change: 'created' | 'deleted'
  /** Tells one change of the object from the next: its sequencer, version or etag. */
  readonly mark: string
}

const marks = {
  sequencer: z.string().optional(),
  'version-id': z.string().optional(),
  etag: z.string().optional(),
}

/** What EventBridge hands on from a bucket. Its keys are as they are. */
const bridgeEvent = z
  .object({
    source: z.literal('aws.s3'),
    'detail-type': z.string(),
    id: z.string().default(''),
    detail: z.object({
      bucket: z.object({ name: z.string().min(1) }),
      object: z.object({ key: z.string().min(1), ...marks }),
    }),
  })
  .transform(({ id, detail, ...event }): readonly BucketChange[] => {
    const { key, ...object } = detail.object
    const change = bridgeChanges.get(event['detail-type'])
    const mark = object.sequencer ?? object['version-id'] ?? object.etag ?? id
    return change === undefined ? [] : [{ bucket: detail.bucket.name, key, change, mark }]
  })

const bridgeChanges: ReadonlyMap<string, BucketChange['change']> = new Map([
  ['Object Created', 'created'],
  ['Object Deleted', 'deleted'],
])

/** What a bucket itself sends. Its keys are encoded as in a form: "+" is a space. */
const bucketNotification = z
  .object({
    Records: z.array(
      z.object({
        eventName: z.string(),
        s3: z.object({
          bucket: z.object({ name: z.string().min(1) }),
          object: z.object({
            key: z.string().min(1).transform(formDecoded),
            sequencer: z.string().optional(),
            versionId: z.string().optional(),
            eTag: z.string().optional(),
          }),
        }),
      }),
    ),
  })
  .transform(({ Records }): readonly BucketChange[] =>
    Records.flatMap(({ eventName, s3 }) => {
      const change = /^(s3:)?ObjectRemoved:/.test(eventName) ? 'deleted' : 'created'
      const { key, sequencer, versionId, eTag } = s3.object
      const mark = sequencer ?? versionId ?? eTag ?? ''
      const about = /^(s3:)?Object(Created|Removed):/.test(eventName)
      return about ? [{ bucket: s3.bucket.name, key, change, mark }] : []
    }),
  )

/** What S3 sends once, when notifications are set up. */
const testMessage = z
  .object({ Event: z.literal('s3:TestEvent') })
  .transform((): readonly BucketChange[] => [])

/** The text of a message of the arrival queue: the changes it tells of, none when it is not about objects. */
export const arrivalMessage = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'it is not JSON' })
      return z.NEVER
    }
  })
  .pipe(z.union([bridgeEvent, bucketNotification, testMessage]))

/** What a schedule asks of the function `arrival`. */
export const scheduledEvent = z.discriminatedUnion('kind', [
  /** Compare landing with what was read, and see that no queue stands still; all projects unless one is named. */
  z.object({ kind: z.literal('reconcile'), project: z.string().min(1).optional() }),
  /** Run a command of a project. */
  z.object({
    kind: z.literal('schedule'),
    project: z.string().min(1),
    command: z.enum(['build', 'train', 'score', 'run', 'retrain']),
    scope: z.enum(['new', 'all']).default('new'),
    why: z.string().default('its schedule asks for it'),
  }),
])
export type ScheduledEvent = z.infer<typeof scheduledEvent>

function formDecoded(key: string, context: z.RefinementCtx): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    context.addIssue({ code: 'custom', message: 'it is not encoded as S3 encodes keys' })
    return z.NEVER
  }
}
