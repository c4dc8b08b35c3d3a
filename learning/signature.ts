import { ProductError } from '../contracts/errors/product-error.ts'
import { didYouMean } from '../contracts/nearest.ts'
import type { Column } from '../contracts/ports/sql-engine.ts'
import type { ModelSignature } from '../contracts/records/model-version.ts'
import type { Pipeline } from './pipeline.ts'

/** What the signature says of a pipeline's columns beyond what was fitted. */
export interface FeatureColumns {
  /** The columns of the feature table, with their DuckDB types. */
  readonly columns: readonly Column[]
  /** Name of the text column; needed when the pipeline reads text. */
  readonly text?: string
}

type SignatureInput = ModelSignature['inputs'][number]

/** Inputs: numbers, categories, then the text, each in the order of the pipeline. */
export function signatureOf(pipeline: Pipeline, features: FeatureColumns): ModelSignature {
  const { numeric, categorical, vectors, ngrams } = pipeline.preprocess
  const typeOf = (name: string) => columnNamed(name, features.columns)?.type ?? 'UNKNOWN'
  const input = (role: SignatureInput['role'], name: string, column: string, width?: number) =>
    width === undefined
      ? { name, role, column, type: typeOf(column) }
      : { name, role, column, type: typeOf(column), width }
  const text = features.text ?? ''
  return {
    inputs: [
      ...numeric.map(({ column }) => input('numeric', `numeric.${column}`, column)),
      ...categorical.map(({ column }) => input('categorical', `categorical.${column}`, column)),
      ...(vectors === undefined ? [] : [input('vector', 'text.vector', text, vectors.dimensions)]),
      ...(ngrams === 0
        ? []
        : [
            input('ngram_ids', 'text.ngram_ids', text, ngrams),
            input('ngram_weights', 'text.ngram_weights', text, ngrams),
          ]),
    ],
    outputs: [
      { name: 'probabilities', type: 'float' },
      { name: 'label', type: 'int64' },
    ],
  }
}

/** Refuses a feature table in which a column of the signature is missing, or of a kind that holds other values. */
export function checkSignature(
  signature: ModelSignature,
  columns: readonly Column[],
  table: string,
): void {
  for (const input of signature.inputs) {
    const found = columnNamed(input.column, columns)
    if (found === undefined) {
      const hint = didYouMean(
        input.column,
        columns.map((column) => column.name),
      )
      throw new ProductError('LEARNING_SIGNATURE_COLUMN_MISSING', {
        message: `The model needs column "${input.column}" (${input.type}), which "${table}" does not have.${hint} Nothing was scored.`,
      })
    }
    if (!sameKind(input, found.type)) {
      throw new ProductError('LEARNING_SIGNATURE_TYPE_CHANGED', {
        message: `Column "${input.column}" of "${table}" is ${found.type}, but the model was trained on ${input.type}. Nothing was scored.`,
      })
    }
  }
}

/** SQL does not tell capitals from small letters in names. */
const columnNamed = (name: string, columns: readonly Column[]): Column | undefined =>
  columns.find((column) => column.name.toLowerCase() === name.toLowerCase())

/** Numbers may change their width or precision as long as they are read as numbers; categories are compared as text, so their type must write the same text. */
function sameKind(input: SignatureInput, found: string): boolean {
  const expected = kindOf(input.type)
  const actual = kindOf(found)
  const numbers = ['whole number', 'fraction']
  if (input.role === 'numeric' && numbers.includes(expected)) return numbers.includes(actual)
  return expected === actual
}

/** Types that write equal values as equal text. */
function kindOf(type: string): string {
  const name = type.toUpperCase()
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(name)) return 'whole number'
  if (/^(DECIMAL|FLOAT|DOUBLE|REAL)/.test(name)) return 'fraction'
  if (/^(VARCHAR|ENUM|CHAR|TEXT)/.test(name)) return 'text'
  return name
}
