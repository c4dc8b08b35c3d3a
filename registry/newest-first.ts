/** A copy with the newest entry first; entries of one moment are in the order of their names. */
export const newestFirst = <T>(
  entries: readonly T[],
  at: (entry: T) => string,
  name: (entry: T) => string,
): T[] => [...entries].sort((a, b) => compare(at(b), at(a)) || compare(name(a), name(b)))

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
