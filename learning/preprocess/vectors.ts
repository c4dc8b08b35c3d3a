/** How text vectors are prepared: moved to their centre and scaled as one block, which keeps their geometry. */
export interface VectorPreparation {
  readonly dimensions: number
  readonly centre: Float32Array
  /** Brings the mean variance of a dimension to 1, that of a standardised column; 0 when all vectors are the same. */
  readonly scale: number
}

/** Fitted on the given rows alone. */
export function fitVectors(
  vectors: Float32Array,
  dimensions: number,
  rows: Int32Array,
): VectorPreparation {
  const centre = new Float64Array(dimensions)
  for (const row of rows) {
    for (let j = 0; j < dimensions; j++) centre[j] += vectors[row * dimensions + j] / rows.length
  }
  let squares = 0
  for (const row of rows) {
    for (let j = 0; j < dimensions; j++) squares += (vectors[row * dimensions + j] - centre[j]) ** 2
  }
  const variance = squares / rows.length / dimensions
  return {
    dimensions,
    centre: Float32Array.from(centre),
    scale: variance > 1e-12 ? Math.fround(1 / Math.sqrt(variance)) : 0,
  }
}
