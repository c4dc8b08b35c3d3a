import { z } from 'zod'
import { fileRecord } from './table-version.ts'

/**
 * One landed file, as read under one contract of its source. Only files that were taken in have a record: one with more
 * rejected rows than the limit allows, or that cannot be read, has none.
 */
export const arrival = z.object({
  kind: z.literal('arrival'),
  project: z.string(),
  source: z.string(),
  /** Digest of the source's declared schema and format. */
  contract: z.string(),
  /** SHA-256 of the file's bytes as they arrived. */
  digest: z.string(),
  name: z.string(),
  /** The landed object. */
  key: z.string(),
  etag: z.string(),
  bytes: z.number(),
  format: z.enum(['csv', 'json', 'jsonl', 'parquet']),
  /** How it was read, e.g. "delimiter ",", quote "\"", header". */
  dialect: z.string(),
  status: z.literal('accepted'),
  accepted: z.number(),
  rejected: z.number(),
  /** Accepted rows as Parquet; null when none was accepted. */
  part: fileRecord.nullable(),
  /** Rejected rows as Parquet (file, line, column, code, reason, raw). */
  quarantine: z.string().nullable(),
  reasons: z.array(
    z.object({
      code: z.string(),
      column: z.string().nullable(),
      count: z.number(),
      example: z.string(),
    }),
  ),
  notes: z.array(z.string()),
  arrived_at: z.string(),
})
export type Arrival = z.infer<typeof arrival>
