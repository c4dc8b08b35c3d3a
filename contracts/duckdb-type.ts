/** A DuckDB type taken apart. Names that are no nested type stay whole: `DECIMAL(18,3)`, `TIMESTAMP WITH TIME ZONE`. */
export type DuckDbType =
  | { readonly kind: 'plain'; readonly name: string; readonly arguments: readonly string[] }
  | { readonly kind: 'list'; readonly of: DuckDbType; readonly length?: number }
  | { readonly kind: 'struct' | 'union'; readonly fields: readonly DuckDbField[] }
  | { readonly kind: 'map'; readonly key: DuckDbType; readonly value: DuckDbType }

export interface DuckDbField {
  readonly name: string
  readonly type: DuckDbType
}

/** Takes DuckDB's name of a type apart; undefined when it is none. */
export function parseDuckDbType(text: string): DuckDbType | undefined {
  const words = wordsOf(text)
  if (words === undefined) return undefined
  const reader = { words, at: 0 }
  const type = readType(reader)
  return type !== undefined && reader.at === words.length ? type : undefined
}

interface Reader {
  readonly words: readonly string[]
  at: number
}

const word = /\s*("(?:[^"]|"")*"|'(?:[^']|'')*'|\d+|[\p{L}_][\p{L}\p{N}_]*|[()[\],])/uy

function wordsOf(text: string): readonly string[] | undefined {
  const words: string[] = []
  word.lastIndex = 0
  let end = 0
  for (let match = word.exec(text); match !== null; match = word.exec(text)) {
    words.push(match[1] as string)
    end = word.lastIndex
  }
  return text.slice(end).trim() === '' ? words : undefined
}

function readType(reader: Reader): DuckDbType | undefined {
  let type = readBase(reader)
  while (type !== undefined && take(reader, '[')) {
    const length = reader.words[reader.at]
    if (take(reader, ']')) type = { kind: 'list', of: type }
    else {
      reader.at += 1
      if (length === undefined || !/^\d+$/.test(length) || !take(reader, ']')) return undefined
      type = { kind: 'list', of: type, length: Number(length) }
    }
  }
  return type
}

function readBase(reader: Reader): DuckDbType | undefined {
  const first = reader.words[reader.at]
  if (first === undefined || !/^["\p{L}_]/u.test(first)) return undefined
  reader.at += 1
  const name = first.toUpperCase()
  if ((name === 'STRUCT' || name === 'UNION') && take(reader, '('))
    return readFields(reader, name === 'STRUCT' ? 'struct' : 'union')
  if (name === 'MAP' && take(reader, '(')) return readMap(reader)
  const more = take(reader, '(') ? readArguments(reader) : []
  return (
    more && { kind: 'plain', name: [name, ...readMoreWords(reader)].join(' '), arguments: more }
  )
}

/** The words that follow, as in TIME WITH TIME ZONE. */
function readMoreWords(reader: Reader): readonly string[] {
  const start = reader.at
  while (/^[\p{L}_]/u.test(reader.words[reader.at] ?? '')) reader.at += 1
  return reader.words.slice(start, reader.at).map((each) => each.toUpperCase())
}

function readFields(reader: Reader, kind: 'struct' | 'union'): DuckDbType | undefined {
  const fields: DuckDbField[] = []
  do {
    const name = reader.words[reader.at]
    reader.at += 1
    const type = readType(reader)
    if (name === undefined || type === undefined) return undefined
    fields.push({ name: unquoted(name), type })
  } while (take(reader, ','))
  return take(reader, ')') ? { kind, fields } : undefined
}

function readMap(reader: Reader): DuckDbType | undefined {
  const key = readType(reader)
  if (key === undefined || !take(reader, ',')) return undefined
  const value = readType(reader)
  return value !== undefined && take(reader, ')') ? { kind: 'map', key, value } : undefined
}

function readArguments(reader: Reader): readonly string[] | undefined {
  const end = reader.words.indexOf(')', reader.at)
  if (end < 0) return undefined
  const found = reader.words.slice(reader.at, end).filter((each) => each !== ',')
  reader.at = end + 1
  return found
}

function take(reader: Reader, expected: string): boolean {
  if (reader.words[reader.at] !== expected) return false
  reader.at += 1
  return true
}

const unquoted = (name: string): string =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name
