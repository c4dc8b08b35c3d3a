import type {
  CategoricalColumn,
  Dataset,
  NumericColumn,
  TextFeatures,
} from '../contracts/dataset.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { didYouMean } from '../contracts/nearest.ts'
import type { LoadedModel, Tensor } from '../contracts/ports/model-runtime.ts'
import type { ModelSignature } from '../contracts/records/model-version.ts'
import { allRows } from './pipeline.ts'
import { readLevel } from './preprocess/categorical.ts'
import { readNumeric } from './preprocess/read-numeric.ts'

type SignatureInput = ModelSignature['inputs'][number]

/** Rows of one batch at most, and cells of its largest tensor. */
const MOST_ROWS = 4096
const MOST_CELLS = 1_000_000

/**
 * The graph's inputs for the given rows (all by default).
 * A column of the signature that the dataset lacks, or has as another kind, is an error that names it.
 */
export function feedsFor(
  signature: ModelSignature,
  dataset: Dataset,
  rows = allRows(dataset),
): Readonly<Record<string, Tensor>> {
  const feeds = signature.inputs.map((input) => [input.name, tensorFor(input, dataset, rows)])
  return Object.fromEntries(feeds)
}

/**
 * Probabilities of every row, one number a class, row after row; scored in batches, so that memory beyond the result does
 * not grow with the rows.
 */
export async function scoreDataset(
  loaded: LoadedModel,
  signature: ModelSignature,
  dataset: Dataset,
  rows = allRows(dataset),
): Promise<Float32Array> {
  let result = new Float32Array(0)
  for (const batch of batchesOf(signature, dataset, rows)) {
    const feeds = feedsFor(
      signature,
      dataset,
      batch.map((position) => rows[position]),
    )
    const { probabilities } = await loaded.run(feeds)
    const [, classes] = probabilities.dims
    if (result.length === 0) result = new Float32Array(rows.length * classes)
    const data = probabilities.data as Float32Array
    batch.forEach((position, i) => {
      result.set(data.subarray(i * classes, (i + 1) * classes), position * classes)
    })
  }
  return result
}

/** Positions in `rows`, parted so that no tensor is too large; rows with few n-grams come first, as padding costs. */
function* batchesOf(
  signature: ModelSignature,
  dataset: Dataset,
  rows: Int32Array,
): Generator<Int32Array> {
  const order = Int32Array.from(rows.keys())
  const offsets = dataset.text?.ngrams?.offsets
  const padded = offsets !== undefined && signature.inputs.some((one) => one.role === 'ngram_ids')
  const terms = (position: number) =>
    padded ? offsets[rows[position] + 1] - offsets[rows[position]] : 0
  if (padded) order.sort((a, b) => terms(a) - terms(b) || a - b)
  const width = signature.inputs.find((one) => one.role === 'vector')?.width ?? 1
  let start = 0
  for (let end = 1; end <= order.length; end++) {
    const longest = end < order.length ? Math.max(width, terms(order[end])) : 0
    const full = end - start === MOST_ROWS || (end - start + 1) * longest > MOST_CELLS
    if (!full && end < order.length) continue
    yield order.subarray(start, end)
    start = end
  }
}

function tensorFor(input: SignatureInput, dataset: Dataset, rows: Int32Array): Tensor {
  switch (input.role) {
    case 'numeric':
      return numericTensor(numericColumn(input, dataset), rows)
    case 'categorical':
      return categoricalTensor(categoricalColumn(input, dataset), rows)
    case 'vector':
      return vectorTensor(textFeatures(input, dataset), rows)
    case 'ngram_ids':
    case 'ngram_weights':
      return ngramTensor(input, textFeatures(input, dataset), rows)
  }
}

function numericTensor(column: NumericColumn, rows: Int32Array): Tensor {
  const data = Float32Array.from(rows, (row) => readNumeric(column.values[row]))
  return { type: 'float32', dims: [rows.length, 1], data }
}

function categoricalTensor(column: CategoricalColumn, rows: Int32Array): Tensor {
  const data = Array.from(rows, (row) => readLevel(column.values[row]))
  return { type: 'string', dims: [rows.length, 1], data }
}

function vectorTensor({ vectors, dimensions }: TextFeatures, rows: Int32Array): Tensor {
  const data = new Float32Array(rows.length * dimensions)
  rows.forEach((row, i) => {
    data.set(vectors.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions)
  })
  return { type: 'float32', dims: [rows.length, dimensions], data }
}

/** Rows padded to the longest one with id 0 and weight 0; one place at least. */
function ngramTensor(input: SignatureInput, text: TextFeatures, rows: Int32Array): Tensor {
  const { offsets, ids, weights } = text.ngrams ?? refuseText(input, 'no n-grams')
  const terms = rows.reduce((most, row) => Math.max(most, offsets[row + 1] - offsets[row]), 1)
  const dims = [rows.length, terms]
  if (input.role === 'ngram_weights') {
    const data = new Float32Array(rows.length * terms)
    rows.forEach((row, i) => {
      data.set(weights.subarray(offsets[row], offsets[row + 1]), i * terms)
    })
    return { type: 'float32', dims, data }
  }
  const data = new BigInt64Array(rows.length * terms)
  // Ids fit in 32 bits: writing the low halves avoids one bigint an entry. Every platform of Node is little-endian here.
  const halves = new Int32Array(data.buffer)
  rows.forEach((row, i) => {
    const first = offsets[row]
    for (let j = first; j < offsets[row + 1]; j++) halves[2 * (i * terms + j - first)] = ids[j]
  })
  return { type: 'int64', dims, data }
}

function numericColumn(input: SignatureInput, dataset: Dataset): NumericColumn {
  const found = dataset.numeric.find((column) => column.name === input.column)
  return found ?? refuseColumn(input, dataset)
}

function categoricalColumn(input: SignatureInput, dataset: Dataset): CategoricalColumn {
  const found = dataset.categorical.find((column) => column.name === input.column)
  return found ?? refuseColumn(input, dataset)
}

/** The text, when it is encoded as it was at training. */
function textFeatures(input: SignatureInput, dataset: Dataset): TextFeatures {
  const { text } = dataset
  if (text?.column !== input.column) return refuseColumn(input, dataset)
  const found = input.role === 'vector' ? text.dimensions : text.ngrams?.width
  if (input.width !== undefined && found !== input.width) {
    const unit = input.role === 'vector' ? 'numbers a vector' : 'n-grams'
    return refuseText(input, `${found ?? 'no'} ${unit}`)
  }
  return text
}

function refuseColumn(input: SignatureInput, dataset: Dataset): never {
  const kinds = new Map([
    ...dataset.numeric.map(({ name }) => [name, 'numeric'] as const),
    ...dataset.categorical.map(({ name }) => [name, 'categorical'] as const),
    ...(dataset.text === undefined ? [] : ([[dataset.text.column, 'text']] as const)),
  ])
  const expected = input.role === 'numeric' || input.role === 'categorical' ? input.role : 'text'
  const found = kinds.get(input.column)
  if (found !== undefined) {
    throw new ProductError('LEARNING_SIGNATURE_TYPE_CHANGED', {
      message: `The model expects column "${input.column}" as a ${expected} feature (${input.type}), but it is ${found} here. Nothing was scored.`,
    })
  }
  throw new ProductError('LEARNING_SIGNATURE_COLUMN_MISSING', {
    message: `The model needs column "${input.column}" as a ${expected} feature (${input.type}), and it is not among the features.${didYouMean(input.column, kinds.keys())} Nothing was scored.`,
  })
}

function refuseText(input: SignatureInput, found: string): never {
  throw new ProductError('LEARNING_SIGNATURE_TYPE_CHANGED', {
    message: `The model expects the text column "${input.column}" encoded with ${input.width ?? 'some'} ${input.role === 'vector' ? 'numbers a vector' : 'n-grams'}, but its encoding has ${found}. Nothing was scored.`,
    hint: 'Score with the encoder version that the model was trained with.',
  })
}
