import type { Files } from '../../contracts/ports/files.ts'
import type { Chunk, Column } from '../../contracts/ports/sql-engine.ts'
import { readRejects } from './framed-text.ts'
import type { OpenRows } from './open-rows.ts'
import { RecordTexts } from './record-texts.ts'
import type { Reject } from './reject.ts'
import { type Fault, readBad, rejectedSql } from './rows-sql.ts'

/** Every rejected row of a file, in the order of the lines. */
export async function* rejectsOf(files: Files, open: OpenRows): AsyncGenerator<Reject> {
  const framing = open.text === undefined ? none() : readRejects(files, open.text.framed.rejects)
  yield* merged(framing, typingRejects(files, open))
}

/** Columns of a quarantine file. */
export const quarantineColumns: readonly Column[] = [
  { name: 'file', type: 'VARCHAR' },
  { name: 'line', type: 'BIGINT' },
  { name: 'column', type: 'VARCHAR' },
  { name: 'code', type: 'VARCHAR' },
  { name: 'reason', type: 'VARCHAR' },
  { name: 'raw', type: 'VARCHAR' },
]

/** Rejected rows as chunks of those columns. */
export async function* quarantineChunks(
  file: string,
  rejects: AsyncIterable<Reject>,
): AsyncGenerator<Chunk> {
  let batch: Reject[] = []
  for await (const reject of rejects) {
    batch.push(reject)
    if (batch.length === chunkRows) {
      yield chunkOf(file, batch)
      batch = []
    }
  }
  if (batch.length > 0) yield chunkOf(file, batch)
}

const chunkRows = 1024

const chunkOf = (file: string, rejects: readonly Reject[]): Chunk => ({
  rows: rejects.length,
  columns: [
    { kind: 'text', values: rejects.map(() => file) },
    { kind: 'number', values: Float64Array.from(rejects, ({ line }) => line) },
    { kind: 'text', values: rejects.map(({ column }) => column ?? null) },
    { kind: 'text', values: rejects.map(({ code }) => code) },
    { kind: 'text', values: rejects.map(({ reason }) => reason.toWellFormed()) },
    { kind: 'text', values: rejects.map(({ raw }) => raw.toWellFormed()) },
  ],
})

async function* typingRejects(
  files: Files,
  { session, rows, columns, text }: OpenRows,
): AsyncGenerator<Reject> {
  const records = text && new RecordTexts(files, text.framed.records, text.recordEnd)
  try {
    for await (const chunk of session.chunks(rejectedSql(rows, columns))) {
      const [line, at, bad, shown, raw] = chunk.columns.map(({ values }) => values)
      for (let i = 0; i < chunk.rows; i++) {
        yield {
          line: Number(line[i]),
          raw: records === undefined ? String(raw[i] ?? '') : await records.textAt(Number(at[i])),
          ...explain(readBad(Number(bad[i])), shown[i], columns),
        }
      }
    }
  } finally {
    await records?.close()
  }
}

function explain(
  fault: Fault,
  shown: unknown,
  columns: OpenRows['columns'],
): Pick<Reject, 'column' | 'code' | 'reason'> {
  if (fault.kind === 'record') {
    return {
      column: undefined,
      code: 'ROW_JSON_INVALID',
      reason: 'The JSON holds a character that is none (half of a surrogate pair).',
    }
  }
  const { name, type } = columns[fault.column]
  if (fault.kind === 'missing')
    return { column: name, code: 'VALUE_MISSING', reason: `“${name}” is required and empty.` }
  const value = shown === null || shown === undefined ? 'The value' : `“${short(String(shown))}”`
  return {
    column: name,
    code: 'VALUE_TYPE_WRONG',
    reason: `${value} is not ${article(type)} ${type}.`,
  }
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
const article = (type: string): string => (/^[AEIOU](?!T)/i.test(type) ? 'an' : 'a')

async function* none(): AsyncGenerator<Reject> {}

/** Two streams that are each in order of their lines, as one. */
async function* merged(
  a: AsyncGenerator<Reject>,
  b: AsyncGenerator<Reject>,
): AsyncGenerator<Reject> {
  try {
    let [left, right] = [await a.next(), await b.next()]
    while (!left.done || !right.done) {
      if (right.done || (!left.done && left.value.line <= right.value.line)) {
        if (!left.done) yield left.value
        left = await a.next()
      } else {
        yield right.value
        right = await b.next()
      }
    }
  } finally {
    await a.return(undefined)
    await b.return(undefined)
  }
}
