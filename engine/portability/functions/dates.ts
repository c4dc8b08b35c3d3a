import { coerced, microseconds } from '../casts.ts'
import { type Expr, expr, textLiteral } from '../expression.ts'
import { BIGINT, DATE, DOUBLE, isMoment, sameType, TIMESTAMP, VARCHAR } from '../types.ts'
import type { Call, Rule } from './call.ts'

const moment = (call: Call, index: number): Expr => {
  const value = call.arg(index)
  if (!isMoment(value.type)) throw call.no('a DATE or TIMESTAMP is expected; write a cast')
  return value
}
const timestamp = (call: Call, index: number): string =>
  coerced(moment(call, index), TIMESTAMP, call.node).sql

const parts: Readonly<Record<string, (value: string) => string>> = {
  year: (value) => `year(${value})`,
  quarter: (value) => `quarter(${value})`,
  month: (value) => `month(${value})`,
  week: (value) => `week(${value})`,
  day: (value) => `day(${value})`,
  hour: (value) => `hour(${value})`,
  minute: (value) => `minute(${value})`,
  second: (value) => `second(${value})`,
  // DuckDB counts from Sunday as 0.
  dow: (value) => `(day_of_week(${value}) % 7)`,
  isodow: (value) => `day_of_week(${value})`,
  doy: (value) => `day_of_year(${value})`,
  isoyear: (value) => `year_of_week(${value})`,
}
const synonyms: Readonly<Record<string, string>> = {
  dayofweek: 'dow',
  weekday: 'dow',
  dayofyear: 'doy',
  dayofmonth: 'day',
  weekofyear: 'week',
  years: 'year',
  months: 'month',
  days: 'day',
  hours: 'hour',
  minutes: 'minute',
  seconds: 'second',
}
const partName = (name: string): string => synonyms[name.toLowerCase()] ?? name.toLowerCase()

function part(call: Call, name: string, value: Expr): Expr {
  if (name === 'epoch') return epoch(call, value)
  const make = parts[name]
  if (make === undefined) throw call.no(`the part "${name}"`)
  return expr(make(coerced(value, TIMESTAMP, call.node).sql), BIGINT, value)
}

/** Seconds since 1970. The quotient is rounded once on both. */
const epoch = (call: Call, value: Expr): Expr =>
  expr(
    `(CAST(${microseconds(coerced(value, TIMESTAMP, call.node).sql)} AS double) / 1E6)`,
    DOUBLE,
    value,
  )

const named =
  (name: string): Rule =>
  (call) =>
    part(call, name, moment(call, 0))

const units = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second']

function unit(call: Call): string {
  const name = partName(call.constantText(0))
  if (!units.includes(name)) throw call.no(`the unit "${name}"`)
  return name
}

const truncated: Rule = (call) =>
  expr(`date_trunc('${unit(call)}', ${timestamp(call, 1)})`, TIMESTAMP, ...call.args)

/** DuckDB counts the boundaries that are crossed, Trino whole units; from boundary to boundary they are the same. */
const difference: Rule = (call) => {
  const of = unit(call)
  if (of === 'week') throw call.no('by weeks; divide the days by 7')
  const [from, to] = [1, 2].map((index) => `date_trunc('${of}', ${timestamp(call, index)})`)
  return expr(`date_diff('${of}', ${from}, ${to})`, BIGINT, ...call.args)
}

const signs: Readonly<Record<string, string>> = {
  Y: '%Y',
  m: '%m',
  d: '%d',
  H: '%H',
  M: '%i',
  S: '%s',
  '%': '%%',
}

// date_format rounds to milliseconds, up into the next second.
const formatted: Rule = (call) => {
  const [value, format] = isMoment(call.arg(0).type) ? [0, 1] : [1, 0]
  const pattern = call.constantText(format).replace(/%(.?)/gs, (_, sign: string) => {
    const known = signs[sign]
    if (known === undefined) throw call.no(`the sign %${sign}`)
    return known
  })
  return expr(
    `date_format(date_trunc('second', ${timestamp(call, value)}), ${textLiteral(pattern).sql})`,
    VARCHAR,
    ...call.args,
  )
}

export const dateRules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(
    [...Object.keys(parts), ...Object.keys(synonyms)].map((name) => [name, named(partName(name))]),
  ),
  date_part: (call) => part(call, partName(call.constantText(0)), moment(call, 1)),
  datepart: (call) => part(call, partName(call.constantText(0)), moment(call, 1)),
  epoch: (call) => epoch(call, moment(call, 0)),
  epoch_us: (call) => expr(microseconds(timestamp(call, 0)), BIGINT, ...call.args),
  date_trunc: truncated,
  datetrunc: truncated,
  date_diff: difference,
  datediff: difference,
  strftime: formatted,
  last_day: (call) => {
    const value = moment(call, 0)
    const day = sameType(value.type, DATE) ? value.sql : `CAST(${value.sql} AS date)`
    return expr(`last_day_of_month(${day})`, DATE, value)
  },
}
