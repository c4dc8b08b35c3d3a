import { z } from 'zod'
import { registryIndexKeys } from '../../contracts/lake-layout.ts'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import { readMovable } from '../documents.ts'
import { type DocumentKind, kindNames } from './kinds.ts'

const packed = z.object({ key: z.string(), bytes: z.number(), sha256: z.string() })
export type Packed = z.infer<typeof packed>

const segment = z.object({
  /** All names in it begin with this. */
  shelf: z.string(),
  documents: z.number(),
  /** Bytes before compression. */
  size: z.number(),
  lines: packed,
  /** Of runs: each run of the segment in short. */
  folded: packed.optional(),
})
export type Segment = z.infer<typeof segment>

/** Which segments make up the index of a kind, oldest first: of one name the newest line counts. */
export const indexManifest = z.object({
  kind: z.literal('index_manifest'),
  of: z.enum(kindNames as [DocumentKind, ...DocumentKind[]]),
  segments: z.array(segment),
})
export type IndexManifest = z.infer<typeof indexManifest>

export const readManifest = (store: ObjectStore, kind: DocumentKind) =>
  readMovable(store, registryIndexKeys.manifest(kind), indexManifest)
