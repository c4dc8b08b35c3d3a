/**
 * What a failed request means for the one who sent it:
 * - `refused`: its condition did not hold; `absent`: no such object; `gone`: no such multipart upload
 * - `conflict`: another request was in its way and it was not carried out
 * - `passing`: no answer or one of a moment's weakness; it may have been carried out all the same
 * - `expired`: the credentials have run out; `lasting`: asking again will not help
 */
export type Trouble = 'refused' | 'absent' | 'gone' | 'conflict' | 'passing' | 'expired' | 'lasting'

const byName: Readonly<Record<string, Trouble>> = {
  PreconditionFailed: 'refused',
  NoSuchKey: 'absent',
  NotFound: 'absent',
  NoSuchVersion: 'absent',
  NoSuchUpload: 'gone',
  ConditionalRequestConflict: 'conflict',
  OperationAborted: 'conflict',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  TokenRefreshRequired: 'expired',
  ObjectParentIsFile: 'lasting',
  ExistingObjectIsDirectory: 'lasting',
  NoSuchBucket: 'lasting',
  NotImplemented: 'lasting',
  // The SDK has read the server's clock from the answer and signs the next request by it.
  RequestTimeTooSkewed: 'passing',
  RequestTimeout: 'passing',
  TimeoutError: 'passing',
  SlowDown: 'passing',
  ServiceUnavailable: 'passing',
  InternalError: 'passing',
  BadDigest: 'passing',
  IncompleteBody: 'passing',
}

const brokenConnection = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
  'HPE_INVALID_CONSTANT',
])

interface SdkError extends Error {
  readonly code?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly $response?: { readonly statusCode?: number }
}

/** Status of the answer, or undefined when there was none. */
export const statusOf = (error: unknown): number | undefined => {
  const { $metadata, $response } = error as SdkError
  return $metadata?.httpStatusCode ?? $response?.statusCode
}

export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '')

export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof Error)) return 'lasting'
  const named = byName[error.name]
  if (named !== undefined) return named
  const status = statusOf(error)
  if (status === undefined) return isBroken(error) ? 'passing' : 'lasting'
  return byStatus(status)
}

function byStatus(status: number): Trouble {
  if (status === 404) return 'absent'
  if (status === 409) return 'conflict'
  if (status === 412) return 'refused'
  if (status === 429 || (status >= 500 && status !== 501)) return 'passing'
  // An answer of success that cannot be read was cut on its way.
  return status < 300 ? 'passing' : 'lasting'
}

const isBroken = (error: SdkError): boolean =>
  brokenConnection.has(String(error.code)) ||
  /socket hang up|aborted|premature close/i.test(error.message) ||
  (error.cause instanceof Error && isBroken(error.cause))

/** The error without the sockets and buffers of its answer, which nobody wants in a log. */
export function hideAnswer(error: Error): Error {
  if ('$response' in error) Object.defineProperty(error, '$response', { enumerable: false })
  return error
}
