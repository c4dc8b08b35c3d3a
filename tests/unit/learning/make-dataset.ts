import type { Dataset, SparseRows } from '../../../contracts/dataset.ts'
import { pipelineFile } from '../../../contracts/project/pipeline-file.ts'
import type { TrainingSettings } from '../../../learning/algorithms/algorithm.ts'

/** Numbers in [0, 1) that depend on the seed alone (a linear congruential generator). */
export function numbers(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 8) / 2 ** 24
  }
}

export interface MadeDataset {
  readonly dataset: Dataset
  readonly splits: Uint8Array
}

const colours = ['red', 'green', 'blue', 'violet']
export const classes = ['low', 'middle', 'high']

/** Rows of three classes that overlap: two numbers (one with gaps, one heavy-tailed), a category, a text of vectors and n-grams. */
export function makeDataset(rows: number, seed = 1): MadeDataset {
  const next = numbers(seed)
  const labels = Int32Array.from({ length: rows }, () => {
    const draw = next()
    return draw < 0.5 ? 0 : draw < 0.8 ? 1 : 2
  })
  const noise = () => next() + next() + next() - 1.5
  const age = Float64Array.from(labels, (label) =>
    next() < 0.1 ? Number.NaN : 40 + 10 * (label + 2 * noise()),
  )
  const spent = Float64Array.from(labels, (label) =>
    Math.round(Math.exp(label + 5 * noise()) * 100),
  )
  const colour = Array.from(labels, (label) =>
    next() < 0.05
      ? null
      : next() < 0.01
        ? `rare ${next()}`
        : colours[Math.floor((label + 2 * next()) % 4)],
  )
  const vectors = new Float32Array(rows * 4)
  labels.forEach((label, row) => {
    for (let j = 0; j < 4; j++) vectors[row * 4 + j] = 0.3 * noise() + (j === label ? 0.1 : 0)
  })
  const dataset: Dataset = {
    rows,
    keys: Array.from(labels, (_, row) => `key ${row}`),
    labels,
    numeric: [
      { name: 'age', values: age },
      { name: 'spent', values: spent },
      { name: 'always_one', values: new Float64Array(rows).fill(1) },
    ],
    categorical: [{ name: 'colour', values: colour }],
    text: { column: 'note', vectors, dimensions: 4, ngrams: makeNgrams(labels, next) },
  }
  return {
    dataset,
    splits: Uint8Array.from(labels, (_, row) => [0, 0, 0, 0, 0, 0, 0, 1, 1, 2][row % 10]),
  }
}

function makeNgrams(labels: Int32Array, next: () => number) {
  const width = 60
  const offsets = new Int32Array(labels.length + 1)
  const ids: number[] = []
  const weights: number[] = []
  labels.forEach((label, row) => {
    for (let id = 0; id < width; id++) {
      if (next() < (id % 3 === label ? 0.12 : 0.08)) {
        ids.push(id)
        weights.push(0.1 + next())
      }
    }
    offsets[row + 1] = ids.length
  })
  return { offsets, ids: Int32Array.from(ids), weights: Float32Array.from(weights), width }
}

/** The training section of a pipeline.yml with these entries. */
export const settings = (training: object = {}): TrainingSettings =>
  pipelineFile.parse({
    features: { model: 'feat_rows', entity: 'row_id' },
    label: {
      column: 'label',
      classes: [
        { value: 0, name: 'a' },
        { value: 1, name: 'b' },
      ],
    },
    training,
    gate: { minimum: 0.5 },
  }).training

/** Rows written in full, as compressed sparse rows. */
export function sparseRows(rows: readonly (readonly number[])[]): SparseRows {
  const entries = rows.map((row) =>
    row.flatMap((weight, id) => (weight === 0 ? [] : [{ id, weight }])),
  )
  const offsets = new Int32Array(rows.length + 1)
  entries.forEach((row, i) => {
    offsets[i + 1] = offsets[i] + row.length
  })
  const flat = entries.flat()
  return {
    offsets,
    ids: Int32Array.from(flat, ({ id }) => id),
    weights: Float32Array.from(flat, ({ weight }) => weight),
    width: rows[0].length,
  }
}
