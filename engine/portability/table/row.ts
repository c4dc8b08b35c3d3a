/** One construct of DuckDB's SQL and what becomes of it on Athena. */
export type PortabilityRow = TranslatedRow | RefusedRow

interface Construct {
  /** What an analyst would look for. */
  readonly construct: string
  /** An example over the tables of the tests: `people` and `orders`. */
  readonly sql: string
}

export interface TranslatedRow extends Construct {
  /** How it is written for Trino, and what would differ otherwise. */
  readonly becomes: string
}

export interface RefusedRow extends Construct {
  readonly refused: string
  /** The text at which the refusal points. */
  readonly at: string
}

export interface PortabilityArea {
  readonly title: string
  readonly rows: readonly PortabilityRow[]
}

export const isRefused = (row: PortabilityRow): row is RefusedRow => 'refused' in row
