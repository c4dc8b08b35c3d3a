import { ProductError } from '../../contracts/errors/product-error.ts'
import { checkKey } from '../../contracts/object-key.ts'

export interface LakeAddress {
  readonly bucket: string
  /** Without "/" at either end; empty when the lake is the whole bucket. */
  readonly prefix: string
}

/** The parts of `s3://bucket/prefix`; a "/" at its end makes no difference. Throws LAKE_ADDRESS_INVALID. */
export function parseAddress(lake: string): LakeAddress {
  if (!lake.startsWith('s3://')) throw invalid(lake, 'does not begin with s3://')
  const [bucket = '', ...segments] = lake
    .replace(/^s3:\/\//, '')
    .replace(/\/$/, '')
    .split('/')
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    const named = bucket === '' ? 'names no bucket' : `names "${bucket}", which cannot be a bucket`
    throw invalid(lake, named)
  }
  const prefix = segments.join('/')
  try {
    if (prefix !== '') checkKey(prefix)
  } catch (cause) {
    throw invalid(lake, 'has a prefix that objects cannot have', cause)
  }
  return { bucket, prefix }
}

const invalid = (lake: string, why: string, cause?: unknown): ProductError =>
  new ProductError('LAKE_ADDRESS_INVALID', { message: `The lake "${lake}" ${why}.`, cause })
