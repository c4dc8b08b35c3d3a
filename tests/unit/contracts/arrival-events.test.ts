import { describe, expect, test } from 'vitest'
import { arrivalMessage, scheduledEvent } from '../../../contracts/arrival-events.ts'

const read = (message: unknown) => arrivalMessage.parse(JSON.stringify(message))

/** As EventBridge sends it, per the Amazon S3 user guide ("EventBridge event message structure"). */
const bridged = (key: string, type = 'Object Created') => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': type,
  source: 'aws.s3',
  account: '111122223333',
  time: '2021-11-12T00:00:00Z',
  region: 'ca-central-1',
  resources: ['arn:aws:s3:::lake'],
  detail: {
    version: '0',
    bucket: { name: 'lake' },
    object: {
      key,
      size: 5,
      etag: 'b1946ac92492d2347c6235b4d2611184',
      sequencer: '617f08299329d189',
    },
    'request-id': 'N4N7GDK58NMKJ12R',
    reason: 'PutObject',
  },
})

/** As a bucket's own notification, whose keys are encoded as in a form. */
const notified = (key: string, eventName = 'ObjectCreated:Put') => ({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      eventName,
      s3: {
        bucket: { name: 'lake', arn: 'arn:aws:s3:::lake' },
        object: { key, size: 5, eTag: 'b194', sequencer: '617f08299329d189' },
      },
    },
  ],
})

const odd = 'landing/reviews/review/a b+c%2B ü 🦆.csv'

describe('messages about arrivals', () => {
  test('a key is taken as it is from EventBridge and decoded from a notification: both name the same object', () => {
    expect(read(bridged(odd))[0]?.key).toBe(odd)
    const form = encodeURIComponent(odd).replaceAll('%20', '+').replaceAll('%2F', '/')
    expect(form).toBe('landing/reviews/review/a+b%2Bc%252B+%C3%BC+%F0%9F%A6%86.csv')
    expect(read(notified(form))[0]?.key).toBe(odd)
  })

  test('a change is told with its bucket, its kind and what sets it apart from the next change', () => {
    const change = { bucket: 'lake', key: 'k', mark: '617f08299329d189' }
    expect(read(bridged('k'))).toEqual([{ ...change, change: 'created' }])
    expect(read(bridged('k', 'Object Deleted'))).toEqual([{ ...change, change: 'deleted' }])
    expect(read(notified('k', 'ObjectRemoved:DeleteMarkerCreated'))).toEqual([
      { ...change, change: 'deleted' },
    ])
  })

  test('what S3 says when notifications are set up, and what is not about an object, is no change', () => {
    expect(read({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'lake' })).toEqual([])
    expect(read(bridged('k', 'Object Tags Added'))).toEqual([])
    expect(read(notified('k', 'ReducedRedundancyLostObject'))).toEqual([])
  })

  test.each(['', 'hello', '[]', '{}', '{"source":"aws.s3"}', '{"Records":[{}]}', 'null'])(
    'the message %j is refused',
    (message) => {
      expect(arrivalMessage.safeParse(message).success).toBe(false)
    },
  )

  test('a notification whose key is not encoded at all is refused, not guessed', () => {
    expect(arrivalMessage.safeParse(JSON.stringify(notified('100%.csv'))).success).toBe(false)
  })
})

test('a schedule names the project and the command, or asks for a look', () => {
  expect(scheduledEvent.parse({ kind: 'reconcile' })).toEqual({ kind: 'reconcile' })
  const nightly = { kind: 'schedule', project: 'reviews', command: 'score' }
  expect(scheduledEvent.parse(nightly)).toMatchObject({ ...nightly, scope: 'new' })
  expect(scheduledEvent.safeParse({ ...nightly, command: 'drop' }).success).toBe(false)
})
