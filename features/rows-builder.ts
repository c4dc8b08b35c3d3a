import type { CategoricalColumn, NumericColumn, SparseRows } from '../contracts/dataset.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import type { Chunk, ColumnData } from '../contracts/ports/sql-engine.ts'
import type { TextEncoder } from '../contracts/ports/text-encoder.ts'
import { type ClassOf, classFinder } from './class-labels.ts'
import type { FeatureRows } from './feature-rows.ts'
import type { FeatureView } from './feature-view.ts'
import { joinRows } from './join-rows.ts'
import type { QueryColumn } from './rows-query.ts'

/** Gathers chunks of the rows query column by column. The number of rows is known before. */
export class RowsBuilder {
  readonly #view: FeatureView
  readonly #columns: readonly QueryColumn[]
  readonly #encoder: TextEncoder | undefined
  readonly #rows: number
  readonly #classOf: ClassOf
  readonly #keys: string[] = []
  readonly #labels: Int32Array
  readonly #times: Float64Array | undefined
  readonly #groups: (string | null)[] | undefined
  readonly #digests: string[] | undefined
  readonly #numeric: NumericColumn[] = []
  readonly #categorical: { name: string; values: (string | null)[] }[] = []
  readonly #vectors: Float32Array
  readonly #ngrams: SparseRows[] = []
  #lastKey: string | undefined

  /** `lastKey` is the key of the row before the first, when there is one. */
  constructor(
    view: FeatureView,
    columns: readonly QueryColumn[],
    options: { readonly rows: number; readonly encoder?: TextEncoder; readonly lastKey?: string },
  ) {
    this.#view = view
    this.#columns = columns
    this.#encoder = options.encoder
    this.#rows = options.rows
    this.#lastKey = options.lastKey
    this.#classOf = classFinder(view)
    this.#labels = new Int32Array(options.rows).fill(-1)
    this.#times = view.eventTime === undefined ? undefined : new Float64Array(options.rows)
    this.#groups = view.group === undefined ? undefined : []
    this.#digests = view.text === undefined ? undefined : []
    this.#vectors = new Float32Array(options.rows * (options.encoder?.dimensions ?? 0))
    for (const { role, name } of columns) {
      if (role === 'numeric') this.#numeric.push({ name, values: new Float64Array(options.rows) })
      if (role === 'categorical') this.#categorical.push({ name, values: [] })
    }
  }

  get lastKey(): string | undefined {
    return this.#lastKey
  }

  add(chunk: Chunk): void {
    const start = this.#keys.length
    this.#columns.forEach((column, i) => {
      this.#take(column, chunk.columns[i], start)
    })
    if (this.#encoder) this.#takeVectors(chunk.columns[this.#columns.length], start, chunk.rows)
  }

  finish(): FeatureRows {
    const split = {
      keys: this.#keys,
      labels: this.#labels,
      ...(this.#times && { times: this.#times }),
      ...(this.#groups && { groups: this.#groups }),
      ...(this.#digests && { textDigests: this.#digests }),
    }
    const dataset = {
      rows: this.#rows,
      keys: this.#keys,
      labels: this.#labels,
      numeric: this.#numeric,
      categorical: this.#categorical as readonly CategoricalColumn[],
      text: this.#text(),
    }
    return { dataset, split }
  }

  #text(): FeatureRows['dataset']['text'] {
    if (this.#encoder === undefined || this.#view.text === undefined) return undefined
    const ngrams = this.#encoder.ngrams
      ? joinRows(this.#ngrams, this.#encoder.ngrams([]).width)
      : undefined
    return {
      column: this.#view.text,
      vectors: this.#vectors,
      dimensions: this.#encoder.dimensions,
      ngrams,
    }
  }

  #take({ role, name }: QueryColumn, column: ColumnData, start: number): void {
    switch (role) {
      case 'key':
        this.#takeKeys(column)
        break
      case 'label':
        this.#takeLabels(column, start)
        break
      case 'time':
        this.#times?.set(finite(column), start)
        break
      case 'group':
        pushAll(this.#groups, column)
        break
      case 'digest':
        pushAll(this.#digests, column)
        break
      case 'text':
        this.#takeText(column)
        break
      case 'numeric':
        this.#numeric.find((item) => item.name === name)?.values.set(finite(column), start)
        break
      case 'categorical':
        pushAll(this.#categorical.find((item) => item.name === name)?.values, column)
    }
  }

  #takeLabels(column: ColumnData, start: number): void {
    for (let row = 0; row < column.values.length; row++)
      this.#labels[start + row] = this.#classOf(column, row, this.#keys[start + row])
  }

  #takeText(column: ColumnData): void {
    const ngrams = this.#encoder?.ngrams?.(column.values as readonly string[])
    if (ngrams) this.#ngrams.push(ngrams)
  }

  #takeKeys(column: ColumnData): void {
    for (const value of column.values as readonly (string | null)[]) {
      if (value === null) throw keyNull(this.#view)
      if (value === this.#lastKey) throw keyDuplicate(this.#view, value)
      this.#keys.push(value)
      this.#lastKey = value
    }
  }

  #takeVectors(column: ColumnData, start: number, rows: number): void {
    if (column.kind !== 'vector') throw vectorMissing(this.#view, this.#keys[start])
    for (let row = 0; row < rows; row++)
      if (column.present?.[row] === 0) throw vectorMissing(this.#view, this.#keys[start + row])
    this.#vectors.set(column.values, start * column.size)
  }
}

/** Numbers of a column; what is not finite counts as missing. */
function finite(column: ColumnData): Float64Array {
  return Float64Array.from(column.values as ArrayLike<number>, (value, row) =>
    Number.isFinite(value) && !(column.kind === 'number' && column.present?.[row] === 0)
      ? value
      : Number.NaN,
  )
}

function pushAll<T extends string | null>(values: T[] | undefined, column: ColumnData): void {
  for (const value of column.values as readonly T[]) values?.push(value)
}

const keyNull = (view: FeatureView) =>
  new ProductError('FEATURE_KEY_NULL', {
    message: `A row of "${view.relation}" has no ${view.entity}, which is its entity key.`,
    data: { relation: view.relation, column: view.entity },
  })

const keyDuplicate = (view: FeatureView, key: string) =>
  new ProductError('FEATURE_KEY_DUPLICATE', {
    message: `Two rows of "${view.relation}" have the key ${view.entity} = "${key}".`,
    data: { relation: view.relation, column: view.entity, key },
  })

const vectorMissing = (view: FeatureView, key: string) =>
  new ProductError('FEATURE_VECTOR_MISSING', {
    message: `The text of the row ${view.entity} = "${key}" of "${view.relation}" has no vector in the cache.`,
    data: { relation: view.relation, key },
  })
