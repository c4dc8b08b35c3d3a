import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { ObjectStore } from '../../../contracts/ports/object-store.ts'
import { sampleDeliveries, writeDelivery } from '../../../scripts/generate-reviews.ts'
import { type Command, told } from './cli.ts'

/** A small world of reviews from a fixed seed: the files of its first delivery, by source. */
export const sampleFiles = (folder: string) =>
  writeDelivery(sampleDeliveries({ reviews: 1500, second: 120, seed: 11 })[0]!, folder)

/** Lands the sample in a lake. */
export async function land(folder: string, command: Command): Promise<void> {
  for (const [source, path] of await sampleFiles(join(folder, 'files')))
    await told(['ingest', 'reviews', source, path], command)
}

/** Documents that hold how long something took. */
const timed = /^registry\/((published\/[^/]+\/)?(runs|steps|events)|tail)\//

/** An arrival keeps the store's own tag of the landed object, which no two stores give alike. */
const arrival = /^registry\/arrivals\//
const withoutTag = (body: Uint8Array): string =>
  JSON.stringify({ ...JSON.parse(Buffer.from(body).toString()), etag: '' })

/** What a lake holds and everything in it refers to, by key and digest. */
export async function contentOf(store: ObjectStore): Promise<Record<string, string>> {
  const content: Record<string, string> = {}
  for (const prefix of ['tables/', 'ml/', 'encoders/', 'vectors/', 'predictions/', 'registry/']) {
    for await (const { key } of store.list(prefix)) {
      if (timed.test(key)) continue
      const found = await store.get(key)
      const body = arrival.test(key) ? withoutTag(found!.body) : found!.body
      content[key] = createHash('sha256').update(body).digest('hex')
    }
  }
  return content
}
