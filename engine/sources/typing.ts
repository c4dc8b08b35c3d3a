import { quoteText } from '../../contracts/sql-text.ts'

/** What SQL says of one value. */
export interface TypedSql {
  readonly present: string
  /** Whether there is one that will do for a required column: a text of nothing but blanks will not. */
  readonly filled: string
  /** The value as its declared type; NULL when it is not of that type. */
  readonly typed: string
  /** Every value that is present is of the type. */
  readonly certain: boolean
  /** The value as text, for the reason of a rejection. */
  readonly shown: string
}

/** A value that came as text, `text` being a column of type VARCHAR. `type` is DuckDB's own name of the declared type. */
export function typeText(text: string, type: string): TypedSql {
  const present = type === 'VARCHAR' ? `${text} is not null` : `${trimmed(text)} <> ''`
  return {
    present,
    filled: isFilled(text),
    typed: fromText(text, type),
    certain: type === 'VARCHAR',
    shown: text,
  }
}

/** A value that came as JSON, `json` being a column of type JSON; for types that text says too little of. */
export const typeJson = (json: string, type: string): TypedSql => ({
  present: `json_type(${json}) <> 'NULL'`,
  filled: `json_type(${json}) <> 'NULL'`,
  typed:
    type === 'JSON'
      ? `case when json_type(${json}) <> 'NULL' then ${json} end`
      : `try(cast(${json} as ${type}))`,
  certain: type === 'JSON',
  shown: `cast(${json} as varchar)`,
})

/** Types whose values are read from JSON as they stand there, not as text. */
export const isNested = (type: string): boolean =>
  type === 'JSON' || type.endsWith(']') || /^(STRUCT|MAP|UNION|LIST)\b/.test(type)

/** A value that came with a type of its own, from Parquet. */
export function typeValue(value: string, from: string, type: string): TypedSql {
  if (from === 'VARCHAR' && type !== 'VARCHAR' && !isNested(type)) return typeText(value, type)
  const present = `${value} is not null`
  return {
    present,
    filled: from === 'VARCHAR' ? isFilled(value) : present,
    typed: fromValue(value, from, type),
    certain: from === type,
    // A value that is no text is shown in hexadecimal.
    shown: from === 'BLOB' ? `cast(${value} as varchar)` : asText(value, from),
  }
}

function fromValue(value: string, from: string, type: string): string {
  if (from === type) return value
  if (type === 'VARCHAR') return asText(value, from)
  if (type === 'JSON')
    return from === 'VARCHAR' ? `try_cast(${value} as json)` : `to_json(${value})`
  if (from === 'VARCHAR' || from === 'JSON')
    return `try(cast(try_cast(${value} as json) as ${type}))`
  if (isInteger(type) && isFractional(from)) {
    return `case when ${value} = trunc(${value}) then try_cast(${value} as ${type}) end`
  }
  if (isPlainTimestamp(type) && from === 'TIMESTAMP WITH TIME ZONE') {
    return `try_cast(make_timestamp(epoch_us(${value})) as ${type})`
  }
  return `try_cast(${value} as ${type})`
}

function asText(value: string, from: string): string {
  if (from === 'VARCHAR') return value
  if (from === 'BLOB') return `try(decode(${value}))`
  return isNested(from) && from !== 'JSON'
    ? `cast(to_json(${value}) as varchar)`
    : `cast(${value} as varchar)`
}

function fromText(text: string, type: string): string {
  if (type === 'VARCHAR') return text
  const bare = trimmed(text)
  if (isInteger(type)) return integerFrom(text, bare, type)
  if (type === 'DOUBLE' || type === 'FLOAT') return floatFrom(text, type)
  if (type.startsWith('DECIMAL')) return decimalFrom(bare, type)
  if (type === 'BOOLEAN')
    return `case when lower(${bare}) in ('true', '1') then true when lower(${bare}) in ('false', '0') then false end`
  if (isPlainTimestamp(type))
    return type === 'TIMESTAMP'
      ? timestampFrom(text, bare)
      : `try_cast(${timestampFrom(text, bare)} as ${type})`
  if (type === 'TIMESTAMP WITH TIME ZONE')
    return `cast(${timestampFrom(text, bare)} as timestamptz)`
  if (type === 'DATE') return dateFrom(text, bare)
  if (type === 'TIME')
    return `case when regexp_matches(${bare}, '^[0-9]{1,2}:') then try_cast(${bare} as time) end`
  if (isNested(type))
    return type === 'JSON'
      ? `try_cast(${text} as json)`
      : `try(cast(try_cast(${text} as json) as ${type}))`
  return `try_cast(${bare} as ${type})`
}

// DuckDB alone would round 4.5 to an integer and read 1_000 and 0x10.
const integerFrom = (text: string, bare: string, type: string): string => `case
    when cast(try_cast(${text} as ${type}) as varchar) = ${text} then try_cast(${text} as ${type})
    when regexp_full_match(${bare}, '[+-]?[0-9]+([.]0*)?') then try_cast(split_part(${bare}, '.', 1) as ${type})
    when regexp_full_match(${bare}, '[+-]?[0-9]+([.][0-9]*)?[eE][+-]?[0-9]+')
        and trunc(try_cast(${bare} as double)) = try_cast(${bare} as double)
        and abs(try_cast(${bare} as double)) < 9007199254740992
    then try_cast(try_cast(${bare} as double) as ${type})
end`

// DuckDB alone would read 1e400 as infinity, and 1_000.
const floatFrom = (text: string, type: string): string =>
  `case when isfinite(try_cast(${text} as ${type})) and not contains(${text}, '_') then try_cast(${text} as ${type}) end`

// DuckDB alone would round to the scale.
function decimalFrom(bare: string, type: string): string {
  const scale = Number(/,\s*(\d+)\)/.exec(type)?.[1] ?? 0)
  return `case
    when regexp_full_match(${bare}, '[+-]?[0-9]*([.][0-9]{0,${scale}}0*)?') then try_cast(${bare} as ${type})
    when regexp_full_match(${bare}, '[+-]?[0-9]+([.][0-9]*)?[eE][+-]?[0-9]+')
        and cast(try_cast(${bare} as ${type}) as double) = try_cast(${bare} as double)
    then try_cast(${bare} as ${type})
end`
}

// DuckDB alone would drop an offset from UTC, and read words such as "epoch". The first case is the common one, and fast.
const timestampFrom = (text: string, bare: string): string => `case
    when (length(${text}) = 10 or length(${text}) = 19 and substr(${text}, 17, 1) = ':') and ${startsWithDigit(text)}
    then try_cast(${text} as timestamp)
    when not ${startsWithDigit(bare)} then null
    when regexp_matches(${bare}, '${offset}')
    then make_timestamp(epoch_us(try_cast(${wholeOffset(bare)} as timestamptz)))
    when regexp_matches(${bare}, '[0-9] ?[Zz]?$') then try_cast(${bare} as timestamp)
end`

/** `10:00-0530` as `10:00:00-05:30`, the only form that DuckDB reads. */
const wholeOffset = (text: string): string =>
  `regexp_replace(regexp_replace(${text}, ' ?([+-][0-9]{2}):?([0-9]{2})?$', '\\1:\\2'), '^(.{10}.[0-9]{2}:[0-9]{2})([+-])', '\\1:00\\2')`

const startsWithDigit = (text: string): string => `(${text} >= '0' and ${text} < ':')`
const offset = ':[0-9.]+ ?[+-][0-9]{2}(:?[0-9]{2})?$'

// DuckDB alone would drop a time of day.
const dateFrom = (text: string, bare: string): string => `case
    when regexp_full_match(${bare}, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}') then try_cast(${bare} as date)
    when cast(${timestampFrom(text, bare)} as time) = time '00:00:00' then cast(${timestampFrom(text, bare)} as date)
end`

const whiteSpace = ' \t\r\n'
const trimmed = (text: string): string => `trim(${text}, ${quoteText(whiteSpace)})`

// Most texts begin with a character beyond "!", which is no blank; that is told fast.
const isFilled = (text: string): string =>
  `case when ${text} > '!' then true else ${trimmed(text)} <> '' end`

const isInteger = (type: string): boolean => /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)
const isFractional = (type: string): boolean => /^(DOUBLE|FLOAT|DECIMAL)/.test(type)
const isPlainTimestamp = (type: string): boolean => /^TIMESTAMP(_S|_MS|_NS)?$/.test(type)
