import type { DuckDBDataChunk, DuckDBType, DuckDBVector } from '@duckdb/node-api'
import type { Chunk, ColumnData } from '../../contracts/ports/sql-engine.ts'
import { duckdb } from './duckdb-library.ts'
import { toPlain } from './duckdb-values.ts'

/** Makes a `ColumnData` of one vector. */
type ReadColumn = (vector: DuckDBVector) => ColumnData

/** What the vector classes hold under names that their types call private; read directly, a value a call is ten times slower. */
interface Inside {
  readonly items?: ArrayLike<number> | ArrayLike<bigint>
  readonly validity: { readonly data: BigUint64Array | null }
  readonly childData?: DuckDBVector
}
const inside = (vector: DuckDBVector): Inside => vector as unknown as Inside

/** The reader of each column, chosen once a result. */
export const columnReaders = (types: readonly DuckDBType[]): readonly ReadColumn[] =>
  types.map(readerOf)

export const readChunk = (chunk: DuckDBDataChunk, readers: readonly ReadColumn[]): Chunk => ({
  rows: chunk.rowCount,
  columns: readers.map((read, i) => read(chunk.getColumnVector(i))),
})

function readerOf(type: DuckDBType): ReadColumn {
  const { DuckDBTypeId: id } = duckdb()
  switch (type.typeId) {
    case id.TINYINT:
    case id.SMALLINT:
    case id.INTEGER:
    case id.UTINYINT:
    case id.USMALLINT:
    case id.UINTEGER:
    case id.FLOAT:
    case id.DOUBLE:
    case id.BIGINT:
    case id.UBIGINT:
      return readNumbers
    case id.BOOLEAN:
    case id.HUGEINT:
    case id.UHUGEINT:
    case id.DECIMAL:
      return readConvertedNumbers
    case id.VARCHAR:
    case id.ENUM:
    case id.UUID:
      return readTexts
    case id.ARRAY:
      if (type.valueType.typeId === id.FLOAT) return (vector) => readVectors(vector, type.length)
      break
    default:
  }
  const plain = toPlain(type)
  return (vector) => ({ kind: 'other', values: vector.toArray().map(plain) })
}

/** One byte a row, or undefined when no row is NULL. */
function presence(vector: DuckDBVector): Uint8Array | undefined {
  const words = inside(vector).validity.data
  if (!words) return undefined
  const rows = vector.itemCount
  const halves = new Uint32Array(words.buffer, words.byteOffset, words.length * 2)
  const present = new Uint8Array(rows)
  let all = true
  for (let i = 0; i < rows; i++) {
    const bit = (halves[i >> 5]! >>> (i & 31)) & 1
    present[i] = bit
    if (bit === 0) all = false
  }
  return all ? undefined : present
}

function readNumbers(vector: DuckDBVector): ColumnData {
  const items = inside(vector).items!
  const values = new Float64Array(items.length)
  if (typeof items[0] === 'bigint')
    for (let i = 0; i < values.length; i++) values[i] = Number(items[i])
  else values.set(items as ArrayLike<number>)
  return numbers(values, presence(vector))
}

function readConvertedNumbers(vector: DuckDBVector): ColumnData {
  const values = new Float64Array(vector.itemCount)
  for (let i = 0; i < values.length; i++) {
    const item = vector.getItem(i)
    values[i] = Number(typeof item === 'object' ? String(item) : item)
  }
  return numbers(values, presence(vector))
}

function numbers(values: Float64Array, present: Uint8Array | undefined): ColumnData {
  if (!present) return { kind: 'number', values }
  for (let i = 0; i < values.length; i++) if (present[i] === 0) values[i] = Number.NaN
  return { kind: 'number', values, present }
}

function readTexts(vector: DuckDBVector): ColumnData {
  const values = new Array<string | null>(vector.itemCount)
  for (let i = 0; i < values.length; i++) {
    const item = vector.getItem(i)
    values[i] = item === null ? null : String(item)
  }
  return { kind: 'text', values }
}

function readVectors(vector: DuckDBVector, size: number): ColumnData {
  const values = Float32Array.from(inside(inside(vector).childData!).items as ArrayLike<number>)
  const present = presence(vector)
  return { kind: 'vector', size, values, ...(present ? { present } : {}) }
}
