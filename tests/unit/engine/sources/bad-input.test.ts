import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sourceDeclaration } from '../../../../contracts/project/sources-file.ts'
import { csvFields } from '../../../../engine/sources/csv-fields.ts'
import { JsonScanner } from '../../../../engine/sources/scan-json.ts'
import { sniffCsv } from '../../../../engine/sources/sniff-csv.ts'
import {
  badInput,
  type Offered,
  offer,
  unpackBadInput,
} from '../../../../scripts/offer-bad-input.ts'
import { framedCsv } from './framing.ts'

/** One file in so many is offered here; `node scripts/offer-bad-input.ts` offers all of them. */
const oneIn = 10

describe.skipIf(!existsSync(badInput))(
  'the bad-input collection (skipped without MILLRACE_SHARED)',
  () => {
    let folder: string
    let paths: readonly string[]
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millrace-bad-'))
      paths = await unpackBadInput(folder)
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    it('is ingested, quarantined with reasons or refused with a code, file by file', async () => {
      const sample = paths.filter((path, i) => i % oneIn === 0 || path.includes('bad_data'))
      expect(sample.length).toBeGreaterThan(150)
      const offered: Offered[] = []
      for await (const one of offer(sample, join(folder, 'lake'))) offered.push(one)
      const unexplained = offered.filter(
        ({ status, code, accepted, message }) =>
          status === 'fault' ||
          (code === null && !(status === 'landed' && accepted === 0)) ||
          (status === 'refused' && !message.includes('Nothing of it was taken in')),
      )
      expect(unexplained).toEqual([])
    }, 120_000)

    it('has JSON whose verdict is known, and is the same here', async () => {
      const scanner = new JsonScanner()
      const wrong: string[] = []
      for (const path of paths.filter((one) => /test_parsing.[yn]_/.test(one))) {
        const bytes = await readFile(path)
        const text = bytes.toString('utf8')
        const body = Buffer.from(text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''))
        const found =
          scanner.scan(body, 0, body.length, true) === 'value' && scanner.next === body.length
        const valid = found && Buffer.from(text).equals(bytes)
        if (valid !== basename(path).startsWith('y_')) wrong.push(basename(path))
      }
      expect(wrong).toEqual([])
    })

    it('has CSV whose fields are known as JSON, and are the same here', async () => {
      // Of location_coordinates the collection's own JSON is of another row than its CSV.
      const csvs = paths.filter((path) =>
        /csv_spectrum.*(?<!location_coordinates)\.csv$/.test(path),
      )
      expect(csvs.length).toBeGreaterThan(8)
      for (const path of csvs) {
        const head = await readFile(path)
        const json = path.replace(/csvs(.)/, 'json$1').replace(/csv$/, 'json')
        const known: Record<string, string>[] = [JSON.parse(await knownText(json))].flat()
        const names = Object.keys(known[0])
        const declaration = sourceDeclaration.parse({
          name: 's',
          columns: names.map((name) => ({ name, type: 'VARCHAR' })),
        })
        const reading = sniffCsv({ head, whole: true }, declaration)
        if (reading === undefined) throw new Error(`no dialect for ${path}`)
        const { records } = await framedCsv(head, names.length, reading.dialect)
        const rows = records.map(([, record]) => {
          const fields = csvFields(record, reading.dialect)
          return Object.fromEntries(reading.names.map((name, i) => [name, fields[i].text]))
        })
        expect([basename(path), rows]).toEqual([basename(path), known])
      }
    })
  },
)

// The CSV files lost their carriage returns on the way into the collection, the JSON files did not.
const knownText = async (path: string): Promise<string> =>
  (await readFile(path, 'utf8')).replaceAll('\\r\\n', '\\n')
