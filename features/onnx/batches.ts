/** Tokens of one batch at most; more do not make a processor faster, only hungrier. */
const tokenBudget = 4096

/**
 * Puts texts with equally many tokens together. Nothing is padded then, so no work is wasted and a text's vector does not
 * depend on its neighbours. Gives the places of each batch's texts.
 */
export function batchesOf(lengths: readonly number[]): readonly (readonly number[])[] {
  const byLength = new Map<number, number[]>()
  lengths.forEach((length, place) => {
    const places = byLength.get(length)
    if (places) places.push(place)
    else byLength.set(length, [place])
  })
  return [...byLength].flatMap(([length, places]) => {
    const size = Math.max(1, Math.floor(tokenBudget / length))
    return Array.from({ length: Math.ceil(places.length / size) }, (_, batch) =>
      places.slice(batch * size, (batch + 1) * size),
    )
  })
}
