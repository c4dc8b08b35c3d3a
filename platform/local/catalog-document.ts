import { z } from 'zod'
import { canonicalJson } from '../../contracts/digest.ts'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { CatalogPartition, CatalogTable } from '../../contracts/ports/catalog.ts'

/** A table and its partitions: one document, so that both are replaced in one step. */
export interface CatalogDocument {
  readonly table: CatalogTable
  readonly partitions: readonly CatalogPartition[]
}

const column = z.strictObject({
  name: z.string(),
  type: z.string(),
  description: z.string().optional(),
  pii: z.boolean().optional(),
})

const schema: z.ZodType<CatalogDocument> = z.strictObject({
  table: z.strictObject({
    name: z.string(),
    description: z.string().optional(),
    columns: z.array(column),
    partitionColumns: z.array(column).optional(),
    sql: z.string().optional(),
    athenaSql: z.string().optional(),
    prefix: z.string().optional(),
    parameters: z.record(z.string(), z.string()),
  }),
  partitions: z.array(z.strictObject({ values: z.array(z.string()), prefix: z.string() })),
})

/** Sorted keys, for people and so that equal documents are equal bytes. */
export const encodeDocument = (document: CatalogDocument): Uint8Array =>
  Buffer.from(`${JSON.stringify(JSON.parse(canonicalJson(document)), null, 2)}\n`)

/** Throws LAKE_DOCUMENT_INVALID when the bytes are not a document of the catalog. */
export function decodeDocument(key: string, bytes: Uint8Array): CatalogDocument {
  try {
    return schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  } catch (cause) {
    throw new ProductError('LAKE_DOCUMENT_INVALID', {
      message: `The catalog document ${key} cannot be used: it does not describe a table. Nothing was changed.`,
      hint: 'The catalog can be made again: move the document away and publish the environment once more.',
      cause,
      data: { key },
    })
  }
}
