import type { ErrorCode } from '../../contracts/errors/catalogue.ts'
import { isProductError, ProductError } from '../../contracts/errors/product-error.ts'
import { hideAnswer, nameOf, statusOf, troubleOf } from './s3-trouble.ts'

/** What was being done, for messages: the S3 action (as in a policy) and the address it was done to. */
export interface S3Call {
  /** Without "s3:", as GetObject. */
  readonly action: string
  /** s3://bucket/key */
  readonly address: string
  /** What to tell about the state of the lake. @default nothing */
  readonly changed?: string
}

const credentialTroubles: Readonly<Record<string, ErrorCode>> = {
  CredentialsProviderError: 'LAKE_CREDENTIALS_MISSING',
  TokenProviderError: 'LAKE_CREDENTIALS_MISSING',
  InvalidAccessKeyId: 'LAKE_CREDENTIALS_REJECTED',
  InvalidToken: 'LAKE_CREDENTIALS_REJECTED',
  SignatureDoesNotMatch: 'LAKE_CREDENTIALS_REJECTED',
}
const elsewhere = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
])
const taken = new Set(['ObjectParentIsFile', 'ExistingObjectIsDirectory'])

/** A failed request in words of the lake; errors that are no answer of S3 come back as they are. */
export function s3Error(call: S3Call, error: unknown): unknown {
  if (isProductError(error) || !(error instanceof Error)) return error
  const told = tell(call, error)
  if (told === undefined) return error
  const [code, message] = told
  const data = { action: `s3:${call.action}`, address: call.address }
  const ending = call.changed === undefined ? '' : ` ${call.changed}`
  return new ProductError(code, { message: `${message}${ending}`, cause: hideAnswer(error), data })
}

function tell(call: S3Call, error: Error): readonly [ErrorCode, string] | undefined {
  const { action, address } = call
  const bucket = address.split('/')[2]
  const name = nameOf(error)
  const trouble = troubleOf(error)
  const doing = `s3:${action} on ${address}`
  const credentials = credentialTroubles[name]
  if (credentials !== undefined) return [credentials, `${doing} was not signed: ${error.message}`]
  if (trouble === 'expired')
    return ['LAKE_CREDENTIALS_EXPIRED', `${doing} was refused: the credentials have run out.`]
  if (name === 'NoSuchBucket')
    return ['LAKE_BUCKET_MISSING', `There is no bucket "${bucket}" (${doing}).`]
  if (elsewhere.has(name) || statusOf(error) === 301)
    return ['LAKE_REGION_MISSING', `The bucket "${bucket}" is in another region (${doing}).`]
  if (taken.has(name))
    return ['LAKE_KEY_INVALID', `${address} cannot be written: a part of it is an object.`]
  if (statusOf(error) === 403)
    return ['LAKE_ACCESS_DENIED', `${doing} is not allowed: ${error.message}`]
  if (trouble === 'conflict')
    return ['LAKE_WRITE_CONFLICT', `${address} was being changed each time ${doing} was tried.`]
  if (trouble === 'passing')
    return ['LAKE_UNREACHABLE', `${doing} got no good answer: ${name}: ${error.message}.`]
  return statusOf(error) === undefined
    ? undefined
    : ['LAKE_REQUEST_REJECTED', `${doing} was rejected: ${name}: ${error.message}`]
}
