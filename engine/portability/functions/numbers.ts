import { castSql, type Expr, expr } from '../expression.ts'
import {
  BOOLEAN,
  DOUBLE,
  decimal,
  isFloating,
  isInteger,
  isNumber,
  sameType,
  TINYINT,
} from '../types.ts'
import type { Call, Rule } from './call.ts'

const number = (call: Call): Expr => {
  const value = call.arg(0)
  if (!isNumber(value.type) || sameType(value.type, { kind: 'scalar', name: 'FLOAT' }))
    throw call.no('a number other than FLOAT is expected')
  return value
}

function abs(call: Call): Expr {
  const value = number(call)
  return expr(castSql(`abs(${value.sql})`, value.type), value.type, value)
}

/** Down to whole numbers: a DOUBLE stays one, a decimal loses its places, an integer becomes a DOUBLE. */
const whole =
  (name: 'ceil' | 'floor'): Rule =>
  (call) => {
    const value = number(call)
    if (value.type.kind === 'decimal') {
      const type = decimal(value.type.width, 0)
      return expr(castSql(`${name}(${value.sql})`, type), type, value)
    }
    return expr(`${name}(${castSql(value.sql, DOUBLE)})`, DOUBLE, value)
  }

function round(call: Call): Expr {
  const value = number(call)
  const places = call.args.length > 1 ? Number(call.constantInteger(1)) : 0
  if (isInteger(value.type) && places === 0) return value
  if (places < 0) throw call.no('to the left of the point')
  if (value.type.kind === 'decimal') {
    if (places >= value.type.scale) return value
    const type = decimal(value.type.width, places)
    return expr(castSql(value.sql, type), type, value)
  }
  if (isFloating(value.type) && places === 0) return expr(`round(${value.sql})`, DOUBLE, value)
  throw call.no('a DOUBLE to places: the engines differ in the last one; cast to a DECIMAL first')
}

function sign(call: Call): Expr {
  const value = number(call)
  if (isFloating(value.type)) throw call.no('of DOUBLE: the engines differ on NaN')
  return expr(castSql(`sign(${value.sql})`, TINYINT), TINYINT, value)
}

const negated: Rule = (call) => {
  const value = number(call)
  if (typeof value.literal === 'bigint') throw call.no('a negated literal')
  return expr(`(-${value.sql})`, value.type, value)
}

const asked =
  (name: string): Rule =>
  (call) => {
    const value = call.arg(0)
    if (!sameType(value.type, DOUBLE)) throw call.no('a DOUBLE is expected')
    return expr(`${name}(${value.sql})`, BOOLEAN, value)
  }

/** The root is rounded alike; of less than zero DuckDB gives an error and Trino NaN. */
function sqrt(call: Call): Expr {
  const value = castSql(number(call).sql, DOUBLE)
  const guarded = `CASE WHEN ${value} < 0E0 THEN CAST(concat('sqrt of ', CAST(${value} AS varchar)) AS double) ELSE ${value} END`
  return expr(`sqrt(${guarded})`, DOUBLE, call.arg(0))
}

export const numberRules: Readonly<Record<string, Rule>> = {
  '-': negated,
  abs,
  '@': abs,
  ceil: whole('ceil'),
  ceiling: whole('ceil'),
  floor: whole('floor'),
  round,
  sign,
  sqrt,
  isnan: asked('is_nan'),
  isinf: asked('is_infinite'),
  isfinite: asked('is_finite'),
}
