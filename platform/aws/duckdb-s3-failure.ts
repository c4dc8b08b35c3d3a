import { ProductError } from '../../contracts/errors/product-error.ts'
import type { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { s3Error } from './s3-errors.ts'

/** What httpfs tells of a request that failed. */
export interface HttpTrouble {
  /** HTTP status; absent when there was no answer. */
  readonly status?: number
  /** S3's own word, e.g. `AccessDenied`. Answers to HEAD carry none. */
  readonly word: string
  /** What S3 said, or httpfs. */
  readonly says: string
  /** s3://bucket/key */
  readonly address: string
  readonly writes: boolean
}

/** Undefined for failures that are not about a request. */
export function httpTrouble({ message }: SqlFailure): HttpTrouble | undefined {
  const status = /\bHTTP(?: code)? (\d{3})\b/.exec(message)?.[1]
  if (status === undefined && !/\berror for HTTP [A-Z]+ to '/.test(message)) return undefined
  const address = /'((?:s3|https?):\/\/[^']*)'|URL (s3:\/\/.*?): /.exec(message)
  const answer = /\n\n([A-Z][A-Za-z0-9]+): (.*)/.exec(message)
  return {
    ...(status === undefined ? {} : { status: Number(status) }),
    word: answer?.[1] ?? '',
    says: answer?.[2] ?? message.split(/\n| '/)[0]!,
    address: s3Address(address?.[1] ?? address?.[2] ?? 's3://'),
    writes: /\bHTTP (PUT|POST)\b|^Unable to connect to URL/.test(message),
  }
}

/** Answers after which a new attempt may do better: S3 is busy, or there was no answer. */
export const isPassing = ({ status }: HttpTrouble): boolean =>
  status === undefined || status >= 500 || status === 408 || status === 429

/** Answers that other credentials may not get; those to HEAD do not say why. */
export const isRefusal = ({ status, word }: HttpTrouble): boolean =>
  status === 401 || status === 403 || (status === 400 && (word === '' || /Token/.test(word)))

/** The failure in the words that every other failed request to S3 is told in. */
export function explainHttp(trouble: HttpTrouble, failure: SqlFailure): Error {
  const { status, word, address } = trouble
  if (status === 404 && word !== 'NoSuchBucket')
    return new ProductError('LAKE_OBJECT_MISSING', {
      message: `${address} is not in the lake. Nothing was published.`,
      cause: failure,
    })
  const call = {
    action: trouble.writes ? 'PutObject' : 'GetObject',
    address,
    changed: 'Nothing was published.',
  }
  const told = s3Error(call, new HttpError(trouble, failure))
  return told instanceof HttpError ? failure : (told as Error)
}

/** An error as the SDK would throw it. */
class HttpError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number }

  constructor({ status, word, says }: HttpTrouble, cause: SqlFailure) {
    super(says, { cause })
    this.name = word !== '' ? word : status === undefined ? 'TimeoutError' : `HTTP ${status}`
    this.$metadata = status === undefined ? {} : { httpStatusCode: status }
  }
}

/** The address of an object that was asked for by its URL, the bucket in its path or in its host. */
function s3Address(address: string): string {
  if (!URL.canParse(address) || address.startsWith('s3:')) return address
  const { hostname, pathname } = new URL(address)
  const [bucket, inHost] = hostname.split(/\.s3[.-]/)
  const path = decoded(pathname)
  return inHost === undefined ? `s3:/${path}` : `s3://${bucket}${path}`
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
