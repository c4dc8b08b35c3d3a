import type { Pooling } from './folder-settings.ts'

/** Makes one vector a text of the vectors of its tokens (texts × tokens × size, row after row). */
export function pool(
  values: Float32Array,
  [texts, tokens, size]: readonly [number, number, number],
  pooling: Pooling,
): Float32Array {
  const pooled = new Float32Array(texts * size)
  for (let text = 0; text < texts; text++)
    for (let j = 0; j < size; j++) {
      const first = text * tokens * size + j
      pooled[text * size + j] = ways[pooling](values, first, size, tokens)
    }
  return pooled
}

type Way = (values: Float32Array, first: number, step: number, count: number) => number

const ways: Readonly<Record<Pooling, Way>> = {
  cls: (values, first) => values[first],
  mean: (values, first, step, count) => {
    let sum = 0
    for (let k = 0; k < count; k++) sum += values[first + k * step]
    return sum / count
  },
  max: (values, first, step, count) => {
    let largest = Number.NEGATIVE_INFINITY
    for (let k = 0; k < count; k++) largest = Math.max(largest, values[first + k * step])
    return largest
  },
}
