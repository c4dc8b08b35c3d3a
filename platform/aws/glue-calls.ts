import { ProductError } from '../../contracts/errors/product-error.ts'

/** Waits before a call is made again, and how often. */
export interface Patience {
  /** @default 8 */
  readonly attempts?: number
  /** Milliseconds of the first wait at most; each further one may be twice as long. @default 100 */
  readonly firstWait?: number
  /** @default a timer */
  readonly sleep?: (milliseconds: number) => Promise<void>
}

const busy = new Set([
  ...['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded'],
  ...['InternalServiceException', 'InternalFailure', 'ServiceUnavailable', 'ServiceException'],
  ...['OperationTimeoutException', 'TimeoutError', 'RequestTimeout', 'ResourceNotReadyException'],
])
const lost = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])

/** True for failures that pass: the same call may be made again. Every call of the catalog may be repeated. */
export function isPassing(error: unknown): boolean {
  const { name, code, $metadata } = shapeOf(error)
  return busy.has(name) || lost.has(code ?? '') || ($metadata?.httpStatusCode ?? 0) >= 500
}

/** Error codes that Glue gives for single entries of a batch. */
export const isPassingCode = (code: string | undefined): boolean => busy.has(code ?? '')

export const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  names.includes(shapeOf(error).name)

/** Waits the n-th time (from 0): up to twice as long as before, and no two callers equally long. */
export async function pause(round: number, patience: Patience): Promise<void> {
  const most = Math.min((patience.firstWait ?? 100) * 2 ** round, 20_000)
  const sleep = patience.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)))
  await sleep(most * (0.5 + Math.random() / 2))
}

export const attemptsOf = ({ attempts = 8 }: Patience): number => attempts

/** Makes a call until it succeeds or fails for good. */
export async function persist<T>(patience: Patience, call: () => Promise<T>): Promise<T> {
  for (let round = 0; ; round += 1) {
    try {
      return await call()
    } catch (error) {
      if (!isPassing(error) || round + 1 >= attemptsOf(patience)) throw error
      await pause(round, patience)
    }
  }
}

/** The failure as the user should read it; `what` completes "Glue could not …". */
export function catalogFailure(error: unknown, what: string): unknown {
  if (error instanceof ProductError) return error
  const { name, message } = shapeOf(error)
  const denied = [
    'AccessDeniedException',
    'AccessDenied',
    'UnrecognizedClientException',
    'ExpiredTokenException',
    'ExpiredToken',
    'CredentialsProviderError',
  ]
  return new ProductError(denied.includes(name) ? 'CATALOG_DENIED' : 'CATALOG_FAILED', {
    message: `Glue could not ${what}: ${message || name}. The tables of the lake itself are as they were.`,
    cause: error,
  })
}

interface Failure {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

const shapeOf = (error: unknown): Failure =>
  error instanceof Error ? (error as Failure) : { name: '', message: String(error) }
