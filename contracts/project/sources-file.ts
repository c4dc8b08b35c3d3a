import { z } from 'zod'
import { identifier } from './names.ts'

export const sourceFormat = z.enum(['csv', 'json', 'jsonl', 'parquet'])
export type SourceFormat = z.infer<typeof sourceFormat>

export const sourceColumn = z.strictObject({
  name: z.string().min(1),
  /** DuckDB type, e.g. VARCHAR, BIGINT, DOUBLE, TIMESTAMP, BOOLEAN, JSON. */
  type: z.string().min(1),
  description: z.string().optional(),
  /** A NULL or missing value sends the row to quarantine. @default false */
  required: z.boolean().default(false),
  pii: z.boolean().default(false),
  /** Other headers under which the column arrives. */
  aliases: z.array(z.string()).default([]),
})
export type SourceColumn = z.infer<typeof sourceColumn>

export const sourceDeclaration = z.strictObject({
  name: identifier,
  description: z.string().optional(),
  /** @default told by the file's name, else by its first bytes */
  format: sourceFormat.optional(),
  /** Overrides of what is sniffed from a CSV file. */
  csv: z
    .strictObject({
      delimiter: z.string().length(1).optional(),
      quote: z.string().max(1).optional(),
      escape: z.string().max(1).optional(),
      header: z.boolean().optional(),
      skip: z.number().int().nonnegative().optional(),
      encoding: z.enum(['utf-8', 'utf-16', 'latin-1']).optional(),
      /** Texts that mean NULL. @default the empty unquoted value */
      null: z.array(z.string()).optional(),
    })
    .optional(),
  key: z.array(z.string()).default([]),
  columns: z.array(sourceColumn).min(1),
  quarantine: z
    .strictObject({
      /** Share of rejected rows above which nothing is taken in and no run publishes. @default 0.01 */
      limit: z.number().min(0).max(1).default(0.01),
    })
    .prefault({}),
  freshness: z
    .strictObject({ column: z.string(), warn_after_days: z.number().positive() })
    .optional(),
})
export type SourceDeclaration = z.infer<typeof sourceDeclaration>

/** `sources.yml` */
export const sourcesFile = z.strictObject({ sources: z.array(sourceDeclaration).min(1) })
export type SourcesFile = z.infer<typeof sourcesFile>
