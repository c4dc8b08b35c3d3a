import { quoteText } from '../../../contracts/sql-text.ts'
import { printClass, union } from '../code-points.ts'
import { type Expr, expr, textLiteral } from '../expression.ts'
import { asText } from '../operators.ts'
import { BIGINT, BOOLEAN, INTEGER, isText, list, VARCHAR } from '../types.ts'
import { type Call, type Rule, regexOf, replacementOf } from './call.ts'

const onText =
  (make: (value: string, call: Call) => string, type = VARCHAR): Rule =>
  (call) => {
    const value = call.arg(0)
    if (!isText(value.type)) throw call.no('a text is expected; write a cast')
    return expr(make(value.sql, call), type, ...call.args)
  }

/** A second argument that is text. */
const second = (call: Call): string => call.arg(1, VARCHAR).sql

/** What DuckDB's trim takes away: spaces of every width, but no tabs and line ends. */
const spaces = textLiteral(
  ' \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000',
).sql

const trimmed =
  (side: 'BOTH' | 'LEADING' | 'TRAILING'): Rule =>
  (call) => {
    const signs = call.args.length > 1 ? call.constantText(1) : undefined
    const set = signs === undefined ? spaces : textLiteral(signs).sql
    return onText((value) => (signs === '' ? value : `trim(${side} ${set} FROM ${value})`))(call)
  }

// Letters of Unicode 16, which newer editions of Java fold and DuckDB leaves as they are.
const between = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)
const newCapitals = [0x1c89, 0xa7cb, 0xa7cc, 0xa7da, 0xa7dc, ...between(0x10d50, 0x10d65)]
const newSmall = [0x19b, 0x264, 0x1c8a, 0xa7cd, 0xa7db, ...between(0x10d70, 0x10d85)]

/** Folds a text as DuckDB does: signs that it does not know are gone around, one by one. */
function folded(name: 'lower' | 'upper', value: string, left: readonly number[]): string {
  const set = quoteText(printClass(union(left.map((point) => [point, point] as const))))
  const each = `IF(regexp_like(c, ${set}), c, ${name}(c))`
  const apart = `array_join(transform(regexp_extract_all(${value}, '[\\s\\S]'), c -> ${each}), '')`
  return `CASE WHEN regexp_like(${value}, ${set}) THEN ${apart} ELSE ${name}(${value}) END`
}
const lowered = (value: string) => folded('lower', value, newCapitals)
const raised = (value: string) => `translate(${folded('upper', value, newSmall)}, 'ß', 'ẞ')`

function substring(call: Call): Expr {
  const from = call.constantInteger(1)
  if (from < 1n)
    throw call.no('the engines count differently from 0 and from the end; start at 1 or later')
  if (call.args.length < 3) return onText((value) => `substr(${value}, ${from})`)(call)
  const length = call.constantInteger(2)
  if (length < 0n) throw call.no('a negative length')
  return onText((value) => `substr(${value}, ${from}, ${length})`)(call)
}

function left(call: Call): Expr {
  const length = call.constantInteger(1)
  if (length < 0n) throw call.no('a negative length')
  return onText((value) => `substr(${value}, 1, ${length})`)(call)
}

function right(call: Call): Expr {
  const length = call.constantInteger(1)
  if (length < 1n) throw call.no('a length below 1')
  return onText(
    (value) =>
      `CASE WHEN length(${value}) <= ${length} THEN ${value} ELSE substr(${value}, -${length}) END`,
  )(call)
}

function filled(call: Call): string {
  const value = call.constantText(1)
  if (value === '') throw call.no('an empty text to look for')
  return textLiteral(value).sql
}

function replace(call: Call): Expr {
  const from = filled(call)
  return onText((value) => `replace(${value}, ${from}, ${call.arg(2, VARCHAR).sql})`)(call)
}

function splitPart(call: Call): Expr {
  const index = call.constantInteger(2)
  if (index < 1n) throw call.no('parts are counted from 1')
  const by = filled(call)
  // Without such a part DuckDB gives the empty text.
  return onText(
    (value) =>
      `CASE WHEN ${value} IS NOT NULL THEN coalesce(split_part(${value}, ${by}, ${index}), '') END`,
  )(call)
}

/** DuckDB's concat passes over NULL. */
function concat(call: Call): Expr {
  const parts = call.args.map((part) => `coalesce(${asText(part, call.node).sql}, '')`)
  const all = parts.length === 1 ? parts[0]! : `concat(${parts.join(', ')})`
  return expr(`CAST(${all} AS varchar)`, VARCHAR, ...call.args)
}

function concatWith(call: Call): Expr {
  const by = textLiteral(call.constantText(0)).sql
  const parts = call.args.slice(1).map((part) => asText(part, call.node).sql)
  return expr(`concat_ws(${[by, ...parts].join(', ')})`, VARCHAR, ...call.args)
}

const padded =
  (name: 'lpad' | 'rpad'): Rule =>
  (call) => {
    const length = call.constantInteger(1)
    const fill = call.constantText(2)
    if (length < 0n || fill === '') throw call.no('a negative length, or nothing to fill with')
    return onText((value) => `${name}(${value}, ${length}, ${textLiteral(fill).sql})`)(call)
  }

function repeat(call: Call): Expr {
  const times = call.constantInteger(1)
  if (times < 1n) throw call.no('fewer than one time')
  return onText(
    (value) => `CASE WHEN ${value} IS NOT NULL THEN array_join(repeat(${value}, ${times}), '') END`,
  )(call)
}

const hash = (name: string): Rule => onText((value) => `lower(to_hex(${name}(to_utf8(${value}))))`)

const like =
  (negated: boolean): Rule =>
  (call) =>
    expr(
      `(${call.arg(0, VARCHAR).sql} ${negated ? 'NOT ' : ''}LIKE ${call.arg(1, VARCHAR).sql})`,
      BOOLEAN,
      ...call.args,
    )

const likeAnyCase =
  (negated: boolean): Rule =>
  (call) => {
    const pattern = call.constantText(1)
    if (!/^[\x20-\x7e]*$/.test(pattern))
      throw call.no('a pattern beyond ASCII; the engines fold case differently')
    const value = `lower(${call.arg(0, VARCHAR).sql})`
    return expr(
      `(${value} ${negated ? 'NOT ' : ''}LIKE ${quoteText(pattern.toLowerCase())})`,
      BOOLEAN,
      call.arg(0),
    )
  }

function likeEscape(call: Call): Expr {
  const sign = call.constantText(2)
  if ([...sign].length !== 1) throw call.no('an escape of other than one character')
  return expr(
    `(${call.arg(0, VARCHAR).sql} LIKE ${call.arg(1, VARCHAR).sql} ESCAPE ${quoteText(sign)})`,
    BOOLEAN,
    ...call.args,
  )
}

const noOptions = (call: Call, count: number): void => {
  if (call.args.length > count) throw call.no('options; write (?i) at the start of the pattern')
}

function matches(call: Call): Expr {
  noOptions(call, 2)
  const { pattern } = regexOf(call, 1)
  return onText((value) => `regexp_like(${value}, ${textLiteral(pattern).sql})`, BOOLEAN)(call)
}

function matchesWhole(call: Call): Expr {
  noOptions(call, 2)
  const { pattern } = regexOf(call, 1)
  return onText(
    (value) => `regexp_like(${value}, ${textLiteral(`\\A(?:${pattern})\\z`).sql})`,
    BOOLEAN,
  )(call)
}

function group(call: Call, groups: number): bigint {
  const index = call.args.length > 2 ? call.constantInteger(2) : 0n
  if (index < 0n || index > BigInt(groups)) throw call.no('a group that the pattern does not have')
  return index
}

function extracted(call: Call): Expr {
  noOptions(call, 3)
  const { pattern, groups } = regexOf(call, 1)
  const index = group(call, groups)
  // Without a match DuckDB gives the empty text.
  return onText(
    (value) =>
      `CASE WHEN ${value} IS NOT NULL THEN coalesce(regexp_extract(${value}, ${textLiteral(pattern).sql}, ${index}), '') END`,
  )(call)
}

function extractedAll(call: Call): Expr {
  noOptions(call, 3)
  const { pattern, groups } = regexOf(call, 1, 'filled')
  const index = group(call, groups)
  if (index > 0n)
    throw call.no('a group; the engines tell a group that took no part in different ways')
  return onText(
    (value) => `regexp_extract_all(${value}, ${textLiteral(pattern).sql})`,
    list(VARCHAR),
  )(call)
}

function replaced(call: Call): Expr {
  const options = call.args.length > 3 ? call.constantText(3) : ''
  if (options !== '' && options !== 'g') throw call.no(`the option '${options}'`)
  const { pattern, groups } = regexOf(call, 1, 'filled')
  if (groups > 7) throw call.no('more than seven groups')
  if (options === 'g') {
    const by = replacementOf(call, 2, groups)
    return onText(
      (value) => `regexp_replace(${value}, ${textLiteral(pattern).sql}, ${textLiteral(by).sql})`,
    )(call)
  }
  // Trino replaces every match; this pattern takes the text before the first one along.
  const by = `$1${replacementOf(call, 2, groups, 2)}`
  const first = `\\A([\\s\\S]*?)(${pattern})`
  return onText(
    (value) => `regexp_replace(${value}, ${textLiteral(first).sql}, ${textLiteral(by).sql})`,
  )(call)
}

export const textRules: Readonly<Record<string, Rule>> = {
  length: (call) => lengthOf(call),
  len: (call) => lengthOf(call),
  char_length: onText((value) => `length(${value})`, BIGINT),
  character_length: onText((value) => `length(${value})`, BIGINT),
  strlen: onText((value) => `CAST(length(to_utf8(${value})) AS bigint)`, BIGINT),
  lower: onText(lowered),
  lcase: onText(lowered),
  upper: onText(raised),
  ucase: onText(raised),
  trim: trimmed('BOTH'),
  ltrim: trimmed('LEADING'),
  rtrim: trimmed('TRAILING'),
  substring,
  substr: substring,
  left,
  right,
  replace,
  split_part: splitPart,
  string_split: onText((value, call) => `split(${value}, ${filled(call)})`, list(VARCHAR)),
  str_split: onText((value, call) => `split(${value}, ${filled(call)})`, list(VARCHAR)),
  string_to_array: onText((value, call) => `split(${value}, ${filled(call)})`, list(VARCHAR)),
  concat,
  concat_ws: concatWith,
  lpad: padded('lpad'),
  rpad: padded('rpad'),
  repeat,
  starts_with: onText((value, call) => `starts_with(${value}, ${second(call)})`, BOOLEAN),
  prefix: onText((value, call) => `starts_with(${value}, ${second(call)})`, BOOLEAN),
  contains: (call) => containsText(call),
  strpos: onText((value, call) => `strpos(${value}, ${second(call)})`, BIGINT),
  instr: onText((value, call) => `strpos(${value}, ${second(call)})`, BIGINT),
  position: onText((value, call) => `strpos(${value}, ${second(call)})`, BIGINT),
  nfc_normalize: onText((value) => `normalize(${value}, NFC)`),
  md5: hash('md5'),
  sha256: hash('sha256'),
  chr: (call) => expr(`CAST(chr(${call.arg(0, INTEGER).sql}) AS varchar)`, VARCHAR, call.arg(0)),
  translate: onText(
    (value, call) => `translate(${value}, ${second(call)}, ${call.arg(2, VARCHAR).sql})`,
  ),
  '~~': like(false),
  '!~~': like(true),
  '~~*': likeAnyCase(false),
  '!~~*': likeAnyCase(true),
  like_escape: likeEscape,
  regexp_matches: matches,
  regexp_full_match: matchesWhole,
  regexp_extract: extracted,
  regexp_extract_all: extractedAll,
  regexp_replace: replaced,
}

function lengthOf(call: Call): Expr {
  const value = call.arg(0)
  if (value.type.kind === 'list') return expr(`cardinality(${value.sql})`, BIGINT, value)
  return onText((text) => `length(${text})`, BIGINT)(call)
}

function containsText(call: Call): Expr {
  if (!isText(call.arg(0).type)) throw call.no('use list_contains for a list')
  return onText((value) => `(strpos(${value}, ${second(call)}) > 0)`, BOOLEAN)(call)
}
