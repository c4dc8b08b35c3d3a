import type { Key, ObjectHead, ObjectStore } from '../contracts/ports/object-store.ts'

/**
 * The store as a piece of work sees it that reads the same things for several purposes: each object and each list is asked for
 * once, until something is written through it. For as long as the work.
 */
export function atOneMoment(store: ObjectStore): ObjectStore {
  const objects = new Map<Key, ReturnType<ObjectStore['get']>>()
  const lists = new Map<string, Promise<readonly ObjectHead[]>>()
  // Who seals an index looks at its marks afterwards, and has to see those that came in between.
  const anew = async <T>(write: Promise<T>): Promise<T> => {
    try {
      return await write
    } finally {
      objects.clear()
      lists.clear()
    }
  }
  return {
    root: store.root,
    get: (key) => once(objects, key, () => store.get(key)),
    head: (key) => store.head(key),
    stream: (key, range) => store.stream(key, range),
    async *list(prefix) {
      yield* await once(lists, prefix, () => all(store.list(prefix)))
    },
    putIfAbsent: (key, body) => anew(store.putIfAbsent(key, body)),
    putIfMatch: (key, body, etag) => anew(store.putIfMatch(key, body, etag)),
    adopt: (from, to) => anew(store.adopt(from, to)),
    delete: (key) => anew(store.delete(key)),
    location: (key) => store.location(key),
  }
}

function once<Name, T>(
  asked: Map<Name, Promise<T>>,
  name: Name,
  ask: () => Promise<T>,
): Promise<T> {
  const known = asked.get(name)
  if (known !== undefined) return known
  const asking = ask()
  asked.set(name, asking)
  return asking
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
