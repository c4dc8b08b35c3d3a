/** confusion[i][j]: rows of true class i predicted as j. */
export type Confusion = readonly (readonly number[])[]

export function confusionOf(labels: Int32Array, predicted: Int32Array, classes: number): Confusion {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  labels.forEach((label, row) => void counts[label][predicted[row]]++)
  return counts
}
