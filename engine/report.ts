import type { ProductError } from '../contracts/errors/product-error.ts'

/** Told of every error a pass finds. Throws it, or keeps it so that the pass can look for more. */
export type Report = (error: ProductError) => void

/** Stops at the first error. */
export const raise: Report = (error) => {
  throw error
}
