import type { SourceFormat } from '../../contracts/project/sources-file.ts'

/** A file that is to be taken in, wherever it lies. */
export interface ArrivingFile {
  /** Last segment of its path: what `_source_file` says. */
  readonly name: string
  readonly bytes: number
  /** The file's bytes as they are, from the start; may be called again. */
  read(): AsyncIterable<Uint8Array>
  /** Where the SQL engine finds it: a file outside the lake, or an object in it. */
  readonly place:
    | { readonly kind: 'outside'; readonly path: string }
    | { readonly kind: 'lake'; readonly key: string }
}

/** What a file's name says of its format; endings of compression are passed over. */
export function formatByName(name: string): SourceFormat | undefined {
  const ending = /\.([^.]+)$/.exec(name.toLowerCase().replace(/(\.(gz|gzip|zst|zstd))+$/, ''))?.[1]
  return endings[ending ?? '']
}

const endings: Readonly<Record<string, SourceFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  txt: 'csv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
  pq: 'parquet',
}

/** What a file's first bytes, decompressed, say of its format. */
export function formatByBytes(head: Uint8Array): SourceFormat {
  if (isParquet(head)) return 'parquet'
  const first = Buffer.from(head)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()[0]
  return first === '{' ? 'jsonl' : first === '[' ? 'json' : 'csv'
}

/** Parquet, encrypted footers included. */
export const isParquet = (head: Uint8Array): boolean =>
  /^PAR[1E]/.test(Buffer.from(head.subarray(0, 4)).toString('latin1'))

export const isCompressed = ([a, b, c, d]: Uint8Array): boolean =>
  (a === 0x1f && b === 0x8b) || (b === 0xb5 && c === 0x2f && d === 0xfd && a === 0x28)
