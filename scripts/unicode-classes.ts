/** Writes engine/portability/unicode-classes.ts: the code points that DuckDB's regular expressions (RE2) put into each class. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'

const names = ['L', 'Lu', 'Ll', 'M', 'N', 'Nd', 'P', 'S', 'Z', 'Zs', 'Cc', 'Cf']
const last = 0x10ffff

const connection = await (await DuckDBInstance.create(':memory:')).connect()
const lines: string[] = []
for (const name of names) lines.push(`  ${name}: '${encode(await members(name))}',`)
writeFileSync(
  fileURLToPath(new URL('../engine/portability/unicode-classes.ts', import.meta.url)),
  `// Written by scripts/unicode-classes.ts. Do not edit.

/** By class: for each range the distance from the end of the one before, and its length less one, in base 36. */
export const unicodeClasses: Readonly<Record<string, string>> = {
${lines.join('\n')}
}
`,
)

async function members(name: string): Promise<readonly number[]> {
  const reader = await connection.runAndReadAll(
    `select cp from (select i::int as cp from range(1, ${last + 1}) as r(i)) where not (cp between 55296 and 57343) and regexp_matches(chr(cp), '\\p{${name}}') order by cp`,
  )
  const found = reader.getRows().map(([cp]) => Number(cp))
  // chr(0) is refused; NUL is a control character.
  return name === 'Cc' ? [0, ...found] : found
}

function encode(points: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const point of points) {
    const open = ranges.at(-1)
    if (open && open[1] + 1 === point) open[1] = point
    else ranges.push([point, point])
  }
  let end = 0
  return ranges
    .map(([from, to]) => {
      const pair = `${(from - end).toString(36)}.${(to - from).toString(36)}`
      end = to
      return pair
    })
    .join(' ')
}
