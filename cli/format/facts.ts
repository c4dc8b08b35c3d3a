import type { Style } from './style.ts'
import { padEnd } from './width.ts'

/** Names and what they stand for, one a line, lined up. A fact that is undefined is left out. */
export function facts(
  pairs: readonly (readonly [name: string, value: string | undefined])[],
  style: Style,
  indent = '',
): string {
  const shown = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined)
  const width = Math.max(0, ...shown.map(([name]) => name.length))
  const hanging = `\n${indent}${' '.repeat(width + 2)}`
  return shown
    .map(
      ([name, value]) =>
        `${indent}${style.dim(padEnd(name, width))}  ${value.replaceAll('\n', hanging)}`,
    )
    .join('\n')
}
