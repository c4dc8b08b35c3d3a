import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sourceDeclaration } from '../../contracts/project/sources-file.ts'
import type { CsvDialect } from '../../engine/sources/csv-dialect.ts'
import { csvFields } from '../../engine/sources/csv-fields.ts'
import { JsonScanner } from '../../engine/sources/scan-json.ts'
import { sniffCsv } from '../../engine/sources/sniff-csv.ts'
import { framedCsv, framedJson } from '../unit/engine/sources/framing.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', '\r\n', ' ', 'é', '😀', "'"),
    maxLength: 8,
  }),
)
const field = text.map((value) => value.replaceAll('\0', ''))

const table = fc.integer({ min: 2, max: 5 }).chain((width) =>
  fc.record({
    width: fc.constant(width),
    rows: fc.array(fc.array(field, { minLength: width, maxLength: width }), { maxLength: 20 }),
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    /** Quotes every field, or only those that need it. */
    quoteAll: fc.boolean(),
    lastLineEnd: fc.boolean(),
    pieceSize: fc.integer({ min: 1, max: 64 }),
  }),
)
type Table = typeof table extends fc.Arbitrary<infer T> ? T : never

/** RFC 4180, written here by itself. */
function writeCsv({ width, rows, delimiter, lineEnd, quoteAll, lastLineEnd }: Table): {
  csv: string
  lines: number[]
} {
  const header = Array.from({ length: width }, (_, i) => `c${i}`).join(delimiter)
  const lines: number[] = []
  let csv = header + lineEnd
  rows.forEach((row, index) => {
    lines.push(csv.split('\n').length)
    const cells = row.map((value) =>
      quoteAll || /["\r\n,;\t|]/.test(value) || value.startsWith(' ') || value === ''
        ? `"${value.replaceAll('"', '""')}"`
        : value,
    )
    csv += cells.join(delimiter) + (index < rows.length - 1 || lastLineEnd ? lineEnd : '')
  })
  return { csv, lines }
}

describe('framing', () => {
  it('gives back any table that was written as CSV, with the line of each row', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (example) => {
        const { csv, lines } = writeCsv(example)
        const { delimiter, width, rows, pieceSize } = example
        const dialect = { delimiter } satisfies Partial<CsvDialect>
        const { records, rejects } = await framedCsv(csv, width, dialect, pieceSize)
        expect(rejects).toEqual([])
        expect(records.map(([line]) => line)).toEqual(lines)
        const full = {
          delimiter,
          quote: '"',
          escape: '"',
          newline: 'lf',
          header: true,
          skip: 0,
        } as const
        expect(records.map(([, record]) => csvFields(record, full).map((one) => one.text))).toEqual(
          rows,
        )
      }),
      { numRuns: 300 },
    )
  })

  it('does not depend on how the bytes are cut, be they CSV or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .uint8Array({ maxLength: 200 })
          .map((bytes) => bytes.map((byte) => soup[byte % soup.length])),
        fc.integer({ min: 1, max: 20 }),
        async (bytes, pieceSize) => {
          const whole = await framedCsv(Buffer.from(bytes), 2)
          expect(await framedCsv(Buffer.from(bytes), 2, {}, pieceSize)).toEqual(whole)
          const json = await framedJson(Buffer.from(bytes))
          expect(await framedJson(Buffer.from(bytes), pieceSize)).toEqual(json)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('gives back any objects that were written as JSON Lines, as an array or spread over lines', async () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 10 })
    const writers = [
      (values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join(''),
      (values: unknown[]) => JSON.stringify(values),
      (values: unknown[]) => JSON.stringify(values, null, 2),
      (values: unknown[]) => values.map((value) => JSON.stringify(value, null, '\t')).join('\n'),
    ]
    await fc.assert(
      fc.asyncProperty(
        objects,
        fc.constantFrom(...writers),
        fc.integer({ min: 1, max: 99 }),
        async (values, write, size) => {
          const { records, rejects } = await framedJson(write(values), size)
          expect(rejects).toEqual([])
          expect(records.map(([, record]) => JSON.parse(record))).toEqual(
            JSON.parse(JSON.stringify(values)),
          )
        },
      ),
    )
  })

  it('tells the delimiter that any table was written with from its header', () => {
    fc.assert(
      fc.property(table, (example) => {
        const { csv } = writeCsv(example)
        const columns = Array.from({ length: example.width }, (_, i) => ({
          name: `c${i}`,
          type: 'VARCHAR',
        }))
        const declaration = sourceDeclaration.parse({ name: 's', columns })
        const reading = sniffCsv({ head: Buffer.from(csv), whole: true }, declaration)
        expect(reading?.dialect.delimiter).toBe(example.delimiter)
      }),
    )
  })
})

describe('scanning JSON', () => {
  it('agrees with JSON.parse on what is JSON', () => {
    const scanner = new JsonScanner()
    const letters = fc.constantFrom(
      ...'{}[]",:\\ue019.-+tfn \n',
      'true',
      'null',
      '"a":',
      '1e5',
      '\\n',
    )
    const mutated = fc.tuple(fc.json(), fc.nat(), letters).map(([json, at, letter]) => {
      const place = at % (json.length + 1)
      return json.slice(0, place) + letter + json.slice(place + (at % 2))
    })
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), mutated, fc.string({ unit: letters, maxLength: 12 })),
        (json) => {
          const bytes = Buffer.from(json.trim())
          const found = scanner.scan(bytes, 0, bytes.length, true)
          expect(found === 'value' && scanner.next === bytes.length).toBe(isJson(json))
        },
      ),
      { numRuns: 5000 },
    )
  })
})

const soup = Buffer.from('aab1,,"" \n\n\r{}[]:\\é').subarray(0)

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
