import { describe, expect, test } from 'vitest'
import { troubleOf } from '../../../../platform/aws/s3-trouble.ts'
import { lostConnection, s3Failure } from '../../../fakes/scripted-s3.ts'

describe('what a failed request means', () => {
  test.each([
    ['PreconditionFailed', 412, 'refused'],
    ['ConditionalRequestConflict', 409, 'conflict'],
    ['OperationAborted', 409, 'conflict'],
    ['ObjectParentIsFile', 409, 'lasting'],
    ['NoSuchKey', 404, 'absent'],
    ['NoSuchUpload', 404, 'gone'],
    ['NoSuchBucket', 404, 'lasting'],
    ['SlowDown', 503, 'passing'],
    ['InternalError', 500, 'passing'],
    ['UnknownError', 502, 'passing'],
    ['TooManyRequests', 429, 'passing'],
    ['RequestTimeout', 400, 'passing'],
    ['RequestTimeTooSkewed', 403, 'passing'],
    ['ExpiredToken', 400, 'expired'],
    ['AccessDenied', 403, 'lasting'],
    ['NotImplemented', 501, 'lasting'],
    ['SyntaxError', 200, 'passing'],
  ] as const)('%s with status %i is %s', (name, status, trouble) => {
    expect(troubleOf(s3Failure(name, status))).toBe(trouble)
  })

  test('a broken connection passes, wherever it is said; a bug does not', () => {
    expect(troubleOf(lostConnection())).toBe('passing')
    expect(troubleOf(new Error('wrapped', { cause: lostConnection() }))).toBe('passing')
    expect(troubleOf(s3Failure('TimeoutError'))).toBe('passing')
    expect(troubleOf(new TypeError('x is not a function'))).toBe('lasting')
  })
})
