/** Rows of a CSV text (RFC 4180) as objects by the names in its first line. */
export function* csvRows(text: string): Generator<Readonly<Record<string, string>>> {
  let header: readonly string[] | undefined
  for (const values of csvRecords(text)) {
    if (header === undefined) header = values
    else if (values.length === header.length) {
      yield Object.fromEntries(header.map((name, i) => [name, values[i]]))
    } else throw new Error(`a row has ${values.length} values, the header ${header.length}`)
  }
}

/** One or more fields, quoted or plain, each with what ends it. */
function* csvRecords(text: string): Generator<string[]> {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y
  let record: string[] = []
  while (field.lastIndex < text.length) {
    const at = field.lastIndex
    const match = field.exec(text)
    if (match === null) throw new Error(`no CSV at character ${at}`)
    record.push(match[1]?.replaceAll('""', '"') ?? match[2])
    if (match[3] === ',') continue
    yield record
    record = []
  }
}

/** A line of CSV; values are quoted where they must be, null is empty. */
export const csvLine = (values: readonly (string | number | null)[]): string =>
  values
    .map((value) =>
      /[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : (value ?? ''),
    )
    .join(',')
