import type { ProductError } from '../../contracts/errors/product-error.ts'
import type { TableVersion, TestResult } from '../../contracts/records/table-version.ts'
import type { ModelLayer } from '../project/project.ts'

/** What a build did. It published nothing: `tables` is for the caller to publish when `errors` is empty. */
export interface BuildReport {
  /** In the order of the plan. */
  readonly models: readonly ModelReport[]
  readonly tests: readonly TestReport[]
  /** relation → version, of sources and of all models that were built or reused. */
  readonly tables: Readonly<Record<string, string>>
  /** The versions in `tables`, each after those it reads. */
  readonly versions: readonly TableVersion[]
  /** Models that failed and tests of severity error that failed; empty when the build may be published. */
  readonly errors: readonly ProductError[]
  readonly seconds: number
}

export interface ModelReport {
  readonly relation: string
  readonly layer: ModelLayer
  readonly version: string
  readonly materialized: 'view' | 'table'
  /** skipped: a model that it reads failed. */
  readonly action: 'built' | 'reused' | 'skipped' | 'failed'
  readonly reasons: readonly string[]
  /** Null for views, and for what is not there. */
  readonly rows: number | null
  /** Zero for what was not built now. */
  readonly seconds: number
  /** Size of the table's files. */
  readonly bytes: number
}

export interface TestReport extends TestResult {
  /** It had run before on the same versions, and was not run again. */
  readonly cached: boolean
}
