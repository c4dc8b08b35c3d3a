/** Requests kept under way at once. */
const mostAtOnce = 32

/** Maps all items with some calls under way at a time; results are in the order of the items. */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  let next = 0
  const work = async () => {
    while (next < items.length) {
      const i = next++
      results[i] = await map(items[i])
    }
  }
  await Promise.all(Array.from({ length: Math.min(mostAtOnce, items.length) }, work))
  return results
}
