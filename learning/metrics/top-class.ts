export interface TopClasses {
  readonly classes: Int32Array
  readonly probabilities: Float64Array
}

/** The most probable class of each row (the first of equals) and its probability. */
export function topClasses(
  probabilities: Float32Array | Float64Array,
  classes: number,
): TopClasses {
  const rows = probabilities.length / classes
  const top = { classes: new Int32Array(rows), probabilities: new Float64Array(rows) }
  for (let row = 0; row < rows; row++) {
    let best = 0
    for (let k = 1; k < classes; k++) {
      if (probabilities[row * classes + k] > probabilities[row * classes + best]) best = k
    }
    top.classes[row] = best
    top.probabilities[row] = probabilities[row * classes + best]
  }
  return top
}
