import { z } from 'zod'

const severity = z.enum(['error', 'warn']).default('error')

/** A data test on one column, written `- not_null` or `- range: {min: 0}`. */
export const columnTest = z.union([
  z.enum(['not_null', 'unique']),
  z.strictObject({ not_null: z.strictObject({ severity }) }),
  z.strictObject({ unique: z.strictObject({ severity }) }),
  z.strictObject({
    accepted_values: z.strictObject({
      values: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
      severity,
    }),
  }),
  z.strictObject({
    relationships: z.strictObject({ to: z.string(), column: z.string(), severity }),
  }),
  z.strictObject({
    range: z.strictObject({
      min: z.union([z.number(), z.string()]).optional(),
      max: z.union([z.number(), z.string()]).optional(),
      severity,
    }),
  }),
])
export type ColumnTest = z.infer<typeof columnTest>

/** A data test on the whole table. */
export const tableTest = z.union([
  z.strictObject({
    row_count: z.strictObject({
      min: z.number().int().optional(),
      max: z.number().int().optional(),
      severity,
    }),
  }),
  z.strictObject({
    /** A condition that must be true of every row. */
    expression: z.strictObject({ name: z.string().optional(), sql: z.string().min(1), severity }),
  }),
])
export type TableTest = z.infer<typeof tableTest>

/** `<model>.yml`, beside `<model>.sql`. */
export const modelFile = z.strictObject({
  description: z.string().min(1),
  grain: z.string().optional(),
  columns: z
    .array(
      z.strictObject({
        name: z.string(),
        /** When given, the column must have this DuckDB type. */
        type: z.string().optional(),
        description: z.string().optional(),
        pii: z.boolean().default(false),
        tests: z.array(columnTest).default([]),
      }),
    )
    .default([]),
  tests: z.array(tableTest).default([]),
  /** On: the columns listed must be exactly the model's columns. @default false */
  contract: z.boolean().default(false),
  tags: z.array(z.string()).default([]),
})
export type ModelFile = z.infer<typeof modelFile>

/** `{{config …}}` in the SQL of a model. */
export const modelConfig = z.strictObject({
  materialized: z.enum(['view', 'table']).default('table'),
  /** Where the table is made; the table is the same. @default that of the layer in project.yml, else duckdb */
  engine: z.enum(['duckdb', 'athena']).optional(),
  /** Column, or columns parted by commas, whose values name a row. Held by a data test; files are written in their order. */
  unique_key: z.string().optional(),
  /** Allows functions such as now() and random(), whose result changes from run to run. @default false */
  nondeterministic: z.boolean().default(false),
})
export type ModelConfig = z.infer<typeof modelConfig>

/** `{{config …}}` in the SQL of a singular test, `tests/<name>.sql`. */
export const testConfig = z.strictObject({ severity })
export type TestConfig = z.infer<typeof testConfig>
