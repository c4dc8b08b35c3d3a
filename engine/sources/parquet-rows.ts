import { type Column, SqlFailure, type SqlSession } from '../../contracts/ports/sql-engine.ts'
import { quoteIdentifier, quoteText } from '../../contracts/sql-text.ts'
import { checkColumns } from './check-columns.ts'
import type { DeclaredColumn, FileRows } from './file-rows.ts'
import { limits } from './limits.ts'
import { matchColumns } from './match-columns.ts'
import type { Reading } from './read-deps.ts'
import { engineRefusal, firstSentence, refusal } from './refuse.ts'
import { typeValue } from './typing.ts'

/** The rows of a Parquet file. Throws SOURCE_PARQUET_UNREADABLE, SOURCE_FILE_TOO_LARGE, SOURCE_COLUMNS_UNKNOWN and SOURCE_COLUMNS_MISSING. */
export async function parquetRows(
  { file, declaration }: Reading,
  path: string,
  columns: readonly DeclaredColumn[],
  session: SqlSession,
): Promise<FileRows> {
  const records = await footerRows(session, path)
  if (records > file.bytes * limits.parquetRowsPerByte) {
    throw refusal(
      'SOURCE_FILE_TOO_LARGE',
      `${file.name} has ${file.bytes} bytes but promises ${records} rows.`,
    )
  }
  const table = `read_parquet(${quoteText(path)}, file_row_number = true, hive_partitioning = false)`
  const found = (await session.describe(`select * from ${table}`)).filter(
    ({ name }) => name !== rowNumber,
  )
  const matches = matchColumns(
    columns,
    found.map(({ name }) => name),
  )
  const notes = checkColumns(
    file.name,
    declaration.name,
    matches,
    found.map(({ name }) => name),
  )
  const used = matches.flatMap(({ index }) =>
    index === undefined ? [] : [`${quoteIdentifier(found[index].name)} as c${index}`],
  )
  return {
    format: 'parquet',
    dialect: 'Parquet',
    notes: [...notes, ...(records === 0 ? ['The file holds no rows.'] : [])],
    from: `select ${[rowNumber, ...used].join(', ')} from ${table}`,
    line: `${rowNumber} + 1`,
    at: undefined,
    raw: rawSql(
      found,
      matches.flatMap(({ index }) => (index === undefined ? [] : [index])),
    ),
    broken: undefined,
    values: matches.map(({ index }, i) =>
      index === undefined
        ? undefined
        : typeValue(`c${index}`, found[index].type, columns[i].sqlType),
    ),
    records,
  }
}

const rowNumber = 'file_row_number'

/** Rows of all row groups; a footer may be wrong about their sum. */
async function footerRows(session: SqlSession, path: string): Promise<number> {
  const [row] = await session.rows(
    `select sum(n) as n from (select distinct row_group_id, row_group_num_rows as n from parquet_metadata(${quoteText(path)}))`,
  )
  return Number(row?.['n'] ?? 0)
}

/** The row as JSON, under the file's own names. */
function rawSql(found: readonly Column[], indexes: readonly number[]): string {
  const pairs = indexes.map(
    (index) => `${quoteText(found[index].name)}, ${jsonOf(`c${index}`, found[index].type)}`,
  )
  return `left(cast(json_object(${pairs.join(', ')}) as varchar), ${limits.rawBytes / 4})`
}

/** JSON has no bytes. */
const jsonOf = (value: string, type: string): string =>
  type === 'BLOB' ? `coalesce(try(decode(${value})), cast(${value} as varchar))` : value

/** Makes the refusal of the file of what the engine says of damaged Parquet. */
export function parquetRefusal(file: string, error: unknown): unknown {
  const told = engineRefusal(file, error)
  if (!(told instanceof SqlFailure)) return told
  return refusal(
    'SOURCE_PARQUET_UNREADABLE',
    `${file} cannot be read as Parquet: ${firstSentence(told.message)}.`,
    { cause: error },
  )
}
