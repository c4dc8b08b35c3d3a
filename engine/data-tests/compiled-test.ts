import type { ErrorPlace } from '../../contracts/errors/product-error.ts'

/** A data test as SQL that gives the rows that should not be there. */
export interface CompiledTest {
  /** As a person writes it: `not_null(review_id)`. */
  readonly name: string
  /** Model that it is about; of a singular test, the last model that it reads. */
  readonly model: string
  readonly severity: 'error' | 'warn'
  readonly sql: string
  /** What is wrong: `{rows}` and `{values}` stand for how many there are, `{counted}` for the table's rows. */
  readonly problem: string
  /** An aggregate over the model that is 0 when the test passes, for tests that one scan of the table can decide. */
  readonly probe?: string
  /** Digest of what is tested, without the tables' versions. */
  readonly digest: string
  /** Relations that it reads. */
  readonly reads: readonly string[]
  /** Where it is written. */
  readonly at: ErrorPlace
}
