/**
 * Order of rows that looks random, depends on the seed and each row's key alone, and so not on how the rows lie.
 * Returns the indices 0 … keys.length - 1.
 */
export function seededOrder(keys: readonly string[], seed: number): Int32Array {
  const ranks = Uint32Array.from(keys, (key) => hashOf(key, seed))
  return Int32Array.from(keys.keys()).sort(
    (a, b) => ranks[a] - ranks[b] || (keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : a - b),
  )
}

/** FNV-1a over the key's code units, then the finishing mix of MurmurHash3. */
function hashOf(key: string, seed: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
