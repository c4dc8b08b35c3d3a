import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Arrival } from '../../../contracts/records/arrival.ts'
import { sourceLine } from '../../../pipeline/source-line.ts'
import { LocalFiles } from '../../../platform/local/local-files.ts'
import { MemoryObjectStore } from '../../fakes/memory-object-store.ts'

async function lineOf(
  body: string | Uint8Array,
  line: number,
  change: Partial<Pick<Arrival, 'format' | 'dialect'>> = {},
): Promise<string | null> {
  const store = new MemoryObjectStore()
  const arrival = {
    key: 'landing/a',
    format: 'csv',
    dialect: 'delimiter ",", quote "\\"", header',
    ...change,
  } as const
  await store.putIfAbsent('landing/a', Buffer.from(body))
  return sourceLine({ store, files: new LocalFiles() }, arrival, line)
}

test('a line of a CSV is given without its line end', async () => {
  expect(await lineOf('a,b\r\n1,2\r\n3,4\r\n', 2)).toBe('1,2')
  expect(await lineOf('a,b\n1,2\n3,4', 3)).toBe('3,4')
})

test('quoted line ends belong to the record, doubled or escaped quotes too', async () => {
  expect(await lineOf('a\n"x\ny ""z""\n"\nnext\n', 2)).toBe('"x\ny ""z""\n"')
  const dialect = 'delimiter ",", quote "\\"", escape "\\\\", header'
  expect(await lineOf('a\n"x \\" y\nz"\nnext\n', 2, { dialect })).toBe('"x \\" y\nz"')
  expect(await lineOf(`a\n'x\ny'\n`, 2, { dialect: `delimiter ",", quote "'", header` })).toBe(
    `'x\ny'`,
  )
  expect(await lineOf('a\n5" pipe\nb\n', 2, { dialect: 'delimiter ",", no quotes, header' })).toBe(
    '5" pipe',
  )
})

test('files whose lines end in carriage returns are counted by them', async () => {
  const dialect = 'delimiter ",", quote "\\"", lines end in CR, header'
  expect(await lineOf('a,b\r1,2\r3,4\r', 3, { dialect })).toBe('3,4')
})

test('a JSON object is given whole, over as many lines as it takes', async () => {
  const json = { format: 'json', dialect: '' } as const
  expect(await lineOf('[\n  {"a": "}{",\n   "b": {"c": 1}},\n  {"a": 2}\n]', 2, json)).toBe(
    '{"a": "}{",\n   "b": {"c": 1}}',
  )
  expect(await lineOf('{"a": 1}\n{"a": "\\""}\n', 2, { ...json, format: 'jsonl' })).toBe(
    '{"a": "\\""}',
  )
})

test('where several objects share a line none is given: it could be the wrong one', async () => {
  expect(await lineOf('[{"a": 1}, {"a": 2}]', 1, { format: 'json', dialect: '' })).toBeNull()
})

test('compression, byte order marks and other encodings are seen through', async () => {
  expect(await lineOf(gzipSync('a\nb\n'), 2)).toBe('b')
  expect(await lineOf('\uFEFFa\nb\n', 1)).toBe('a')
  expect(await lineOf(Buffer.from('\uFEFFa\nç\n', 'utf16le'), 2)).toBe('ç')
  expect(await lineOf(Buffer.from('a\nça\n', 'latin1'), 2)).toBe('ça')
})

test('a long record is cut', async () => {
  const text = await lineOf(`a\n${'é'.repeat(9000)}\n`, 2)
  expect(text).toBe(`${'é'.repeat(2000)}…`)
})

test('Parquet, and a line that is not there, have no text', async () => {
  expect(await lineOf('PAR1', 1, { format: 'parquet' })).toBeNull()
  expect(await lineOf('a\nb\n', 9)).toBeNull()
})
