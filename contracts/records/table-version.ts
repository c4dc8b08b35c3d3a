import { z } from 'zod'

const columnRecord = z.object({ name: z.string(), type: z.string() })
export const fileRecord = z.object({
  key: z.string(),
  bytes: z.number(),
  rows: z.number(),
  sha256: z.string(),
})
export type FileRecord = z.infer<typeof fileRecord>

/** An immutable result: of a SQL model, or of a source's accepted files. Its identity is `version`. */
export const tableVersion = z.object({
  kind: z.literal('table_version'),
  project: z.string(),
  layer: z.enum(['source', 'raw', 'intermediate', 'primary', 'feature']),
  /** Name of the model, or of the source. */
  model: z.string(),
  /** Name under which other SQL refers to it: the model's name, or `source_<name>`. */
  relation: z.string(),
  version: z.string(),
  materialized: z.enum(['source', 'view', 'table']),
  columns: z.array(columnRecord),
  files: z.array(fileRecord),
  /** Rows; null for a view, whose rows are counted when asked. */
  rows: z.number().nullable(),
  /** Compiled SELECT; null for a source. */
  sql: z.string().nullable(),
  /** The versions it was made from. */
  inputs: z.array(z.object({ relation: z.string(), model: z.string(), version: z.string() })),
  /** Path of the SQL file in the project; null for a source. */
  file: z.string().nullable(),
  /** Digests that entered the identity, by name (sql, config, contract, engine, vars, files). */
  fingerprint: z.record(z.string(), z.string()),
  engine: z.object({ name: z.string(), version: z.string() }),
  /** What an engine that is paid by the byte has read to make it. */
  cost: z.object({ bytes_scanned: z.number(), queries: z.number() }).optional(),
  created_at: z.string(),
})
export type TableVersion = z.infer<typeof tableVersion>

/** Outcome of one data test on one set of versions; kept so that it need not run again. */
export const testResult = z.object({
  kind: z.literal('test_result'),
  project: z.string(),
  model: z.string(),
  /** Identity: the test's SQL and the versions of all tables it reads. */
  id: z.string(),
  /** As a person writes it: `not_null(review_id)`. */
  name: z.string(),
  severity: z.enum(['error', 'warn']),
  status: z.enum(['pass', 'fail']),
  failures: z.number(),
  /** Parquet with failing rows (100 at most), when there are any. */
  failing_rows: z.string().nullable(),
  /** Short description of what fails, when it does. */
  message: z.string().nullable(),
  /** What it has read on an engine that is paid by the byte; absent when it ran on DuckDB. Of tests that one scan has decided, the first has its cost. */
  cost: z.object({ bytes_scanned: z.number(), queries: z.number() }).optional(),
  /** Why it ran on DuckDB though its table was made on Athena. */
  kept_here: z.string().optional(),
  tested_at: z.string(),
})
export type TestResult = z.infer<typeof testResult>

/** What an environment shows. Moved by one conditional write. */
export const environment = z.object({
  kind: z.literal('environment'),
  env: z.string(),
  projects: z.record(
    z.string(),
    z.object({
      /** relation → version */
      tables: z.record(z.string(), z.string()),
      run_id: z.string(),
      published_at: z.string(),
    }),
  ),
})
export type Environment = z.infer<typeof environment>
