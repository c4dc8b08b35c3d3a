import { z } from 'zod'
import { registryIndexKeys } from '../../contracts/lake-layout.ts'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import { moveDocument, readMovable } from '../document-io.ts'
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

/** The state of a kind's index. Moved by compare-and-swap. */
const indexManifest = z.object({
  kind: z.literal('index_manifest'),
  of: z.enum(kindNames as [DocumentKind, ...DocumentKind[]]),
  /** The generation that documents are marked in now. Those before it are sealed: a mark that comes there late does not count. */
  generation: z.number().int(),
  /** The last generation whose documents are all in `segments` or `awaited`; -1 while there is no index. */
  taken: z.number().int(),
  /** Documents that were marked in a generation up to `taken`, and were not there when it was taken in. */
  awaited: z.array(z.string()),
  /** Oldest first: of one name the newest line counts. */
  segments: z.array(segment),
})
export type IndexManifest = z.infer<typeof indexManifest>

export interface ManifestNow {
  readonly value: IndexManifest
  /** Undefined when none was ever written. */
  readonly etag: string | undefined
}

export const readManifest = async (store: ObjectStore, kind: DocumentKind): Promise<ManifestNow> =>
  (await readMovable(store, registryIndexKeys.manifest(kind), indexManifest)) ?? {
    value: { ...{ kind: 'index_manifest', of: kind }, ...nothingTaken },
    etag: undefined,
  }

const nothingTaken = { generation: 0, taken: -1, awaited: [], segments: [] }

/** Puts `next` in the place of the manifest that was read; false when another one is there by now. */
export const moveManifest = (
  store: ObjectStore,
  before: ManifestNow,
  next: IndexManifest,
): Promise<boolean> =>
  moveDocument(store, registryIndexKeys.manifest(next.of), indexManifest, next, before.etag)

/** Generations whose marks count and that the index does not hold. */
export const tailGenerations = ({ generation, taken }: IndexManifest): number[] =>
  Array.from({ length: generation - taken }, (_, i) => taken + 1 + i)
