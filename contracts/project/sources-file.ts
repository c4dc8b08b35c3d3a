import { z } from 'zod'
import { identifier } from './names.ts'

export const sourceFormat = z.enum(['csv', 'json', 'jsonl', 'parquet'])
export type SourceFormat = z.infer<typeof sourceFormat>

const columnName = z
  .string()
  .min(1)
  .regex(/^\P{Cc}+$/u, 'must not hold control characters')

/** A character that CSV can be parted, quoted or escaped with. */
const csvCharacter = z.string().regex(/^[^\0\r\n\P{ASCII}]$/u, 'must be one ASCII character')

export const sourceColumn = z.strictObject({
  name: columnName,
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
      delimiter: csvCharacter.optional(),
      /** Empty: nothing is quoted. */
      quote: z.union([z.literal(''), csvCharacter]).optional(),
      /** What goes before a quote within quotes. @default told from the file; a doubled quote counts always */
      escape: z.union([z.literal(''), csvCharacter]).optional(),
      /** False: the file has none, and its columns are the declared ones in their order. @default true */
      header: z.boolean().optional(),
      /** Lines before the header. */
      skip: z.number().int().nonnegative().optional(),
      /** A byte order mark says more. `latin-1` is read as Windows-1252. @default utf-8 */
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
})
export type SourceDeclaration = z.infer<typeof sourceDeclaration>

/** `sources.yml` */
export const sourcesFile = z.strictObject({ sources: z.array(sourceDeclaration).min(1) })
export type SourcesFile = z.infer<typeof sourcesFile>
