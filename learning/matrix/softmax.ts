/** out = softmax(scores / temperature), without overflow. */
export function softmaxInto(scores: Float64Array, temperature: number, out: Float64Array): void {
  let highest = scores[0]
  for (let k = 1; k < scores.length; k++) highest = Math.max(highest, scores[k])
  let sum = 0
  for (let k = 0; k < scores.length; k++) {
    out[k] = Math.exp((scores[k] - highest) / temperature)
    sum += out[k]
  }
  for (let k = 0; k < scores.length; k++) out[k] /= sum
}
