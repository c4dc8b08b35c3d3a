/** Requests kept under way at once. */
const mostAtOnce = 32

/**
 * Maps all items with some calls under way at a time; results are in the order of the items. After a failure no further call
 * is begun, and it is thrown when those under way have ended.
 */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  map: (item: Item, index: number) => Promise<Result>,
  atOnce = mostAtOnce,
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  let next = 0
  let failed = false
  const work = async () => {
    while (next < items.length && !failed) {
      const i = next++
      try {
        results[i] = await map(items[i], i)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const hands = Array.from({ length: Math.min(atOnce, items.length) }, work)
  for (const ended of await Promise.allSettled(hands))
    if (ended.status === 'rejected') throw ended.reason
  return results
}
