import { z } from 'zod'
import { ProductError } from '../contracts/errors/product-error.ts'
import type { Key, ObjectStore } from '../contracts/ports/object-store.ts'

/**
 * Keeps the shards of a step as a JSON array, an entry a line. The list that was kept first stands and is returned, so that
 * every process works on the same shards.
 */
export async function keepShardList<Entry>(
  store: ObjectStore,
  key: Key,
  entry: z.ZodType<Entry>,
  entries: readonly Entry[],
): Promise<readonly Entry[]> {
  const text = `[${entries.map((each) => `\n${JSON.stringify(each)}`).join(',')}\n]\n`
  await store.putIfAbsent(key, Buffer.from(text))
  return readShardList(store, key, entry)
}

/** The shards of a step. Throws LAKE_OBJECT_MISSING, LAKE_DOCUMENT_INVALID. */
export async function readShardList<Entry>(
  store: ObjectStore,
  key: Key,
  entry: z.ZodType<Entry>,
): Promise<readonly Entry[]> {
  const stored = await store.get(key)
  if (stored === undefined) {
    throw new ProductError('LAKE_OBJECT_MISSING', {
      message: `The list of shards ${key} is not in the lake ${store.root}. Nothing was changed.`,
    })
  }
  try {
    return z.array(entry).parse(JSON.parse(Buffer.from(stored.body).toString()))
  } catch (cause) {
    throw new ProductError('LAKE_DOCUMENT_INVALID', {
      message: `The list of shards ${key} in the lake ${store.root} cannot be read. Nothing was changed.`,
      hint: `Remove ${key} and run again: the shards are cut anew.`,
      cause,
    })
  }
}
