import type { Body } from '../../contracts/ports/object-store.ts'

/** Cuts a body into parts of the sizes asked for; only the last may be smaller. An empty body has one empty part. */
export async function* partsOf(
  body: Body,
  sizeOf: (part: number) => number,
): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = []
  let bytes = 0
  let part = 0
  for await (const piece of body instanceof Uint8Array ? [body] : body) {
    held.push(piece)
    bytes += piece.length
    while (bytes > sizeOf(part)) {
      const size = sizeOf(part)
      const whole = joined(held)
      yield whole.subarray(0, size)
      held = [whole.subarray(size)]
      bytes -= size
      part += 1
    }
  }
  yield joined(held)
}

/** One piece is not copied: a large body would be, once for each of its parts. */
const joined = (held: readonly Uint8Array[]): Buffer => {
  const [only] = held
  return held.length === 1 && only !== undefined
    ? Buffer.from(only.buffer, only.byteOffset, only.byteLength)
    : Buffer.concat(held)
}

/** Does the work on all items, a few at a time, and takes the next item only when there is a hand free. */
export async function inParallel<Item, Result>(
  items: AsyncIterable<Item>,
  hands: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const busy = new Set<Promise<void>>()
  const failures: unknown[] = []
  const attempt = async (item: Item, index: number): Promise<void> => {
    try {
      results[index] = await work(item, index)
    } catch (error) {
      failures.push(error)
    }
  }
  let index = 0
  try {
    for await (const item of items) {
      if (failures.length > 0) break
      const one = attempt(item, index++).finally(() => busy.delete(one))
      busy.add(one)
      if (busy.size >= hands) await Promise.race(busy)
    }
  } finally {
    await Promise.all(busy)
  }
  if (failures.length > 0) throw failures[0]
  return results
}
