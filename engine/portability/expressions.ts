import { aggregates, translateAggregate } from './aggregates.ts'
import { cast, coerced } from './casts.ts'
import { columnReference, structField } from './columns.ts'
import { type Expr, expr, integerLiteral, textLiteral } from './expression.ts'
import { lengthCall, lengthOfTime } from './functions/intervals.ts'
import { callOf, functionRules } from './functions/rules.ts'
import { binary, compare, connect, meetingType, mustCompare, together } from './operators.ts'
import type { Scope } from './scope.ts'
import {
  callFields,
  child,
  children,
  isNode,
  type Node,
  onlyKnown,
  refuse,
  text,
  typeOfTree,
} from './syntax.ts'
import type { Translator } from './translator.ts'
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  decimal,
  isFloating,
  isInteger,
  isNull,
  isText,
  NULL_TYPE,
  scalar,
} from './types.ts'
import { translateWindow } from './windows.ts'

/** Translates an expression; the parts it is made of go through `t`. */
export function translateExpression(node: Node, scope: Scope, t: Translator): Expr {
  const translate = byClass[text(node, 'class')]
  if (translate === undefined)
    throw refuse(`${text(node, 'type') || 'this'} is not among what both engines read alike`, node)
  return translate(node, scope, t)
}

type Translate = (node: Node, scope: Scope, t: Translator) => Expr

const byClass: Readonly<Record<string, Translate>> = {
  CONSTANT: constant,
  COLUMN_REF: columnReference,
  CAST: castNode,
  COMPARISON: (node, scope, t) =>
    compare(
      text(node, 'type'),
      t.expression(child(node, 'left')!, scope),
      t.expression(child(node, 'right')!, scope),
      node,
    ),
  CONJUNCTION: (node, scope, t) =>
    connect(
      text(node, 'type') === 'CONJUNCTION_AND' ? 'AND' : 'OR',
      children(node).map((part) => t.expression(part, scope)),
      node,
    ),
  BETWEEN: between,
  CASE: caseNode,
  OPERATOR: operatorNode,
  FUNCTION: functionNode,
  WINDOW: translateWindow,
  SUBQUERY: subquery,
}

function constant(node: Node): Expr {
  const value = child(node, 'value')!
  const type = typeOfConstant(child(value, 'type')!, node)
  const raw = value['value']
  if (value['is_null'] === true || isNull(type)) return { sql: 'NULL', type: NULL_TYPE }
  if (isText(type)) return textLiteral(String(raw))
  if (isInteger(type)) return integerConstant(raw, type, node)
  if (type.kind === 'decimal') return decimalConstant(String(raw), type.width, type.scale)
  if (isFloating(type)) return { sql: doubleText(Number(raw)), type: DOUBLE, literal: String(raw) }
  if (text(child(value, 'type')!, 'id') === 'BOOLEAN')
    return { sql: String(raw === true || raw === 't'), type: BOOLEAN }
  throw refuse(`a literal of type ${text(child(value, 'type')!, 'id')}`, node)
}

const typeOfConstant = (type: Node, node: Node) =>
  text(type, 'id') === 'INTEGER_LITERAL' ? scalar('INTEGER') : typeOfTree(type, node)

function integerConstant(raw: unknown, type: Expr['type'], node: Node): Expr {
  if (isNode(raw)) throw refuse('an integer beyond 64 bits', node)
  return integerLiteral(BigInt(String(raw)), type)
}

function decimalConstant(unscaled: string, width: number, scale: number): Expr {
  const negative = unscaled.startsWith('-')
  const digits = unscaled.replace('-', '').padStart(scale + 1, '0')
  const point = digits.length - scale
  const written = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
  const type = decimal(width, scale)
  return {
    sql: `CAST(DECIMAL '${negative ? '-' : ''}${written}' AS decimal(${width},${scale}))`,
    type,
  }
}

const doubleText = (value: number): string => {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  return `${value < 0 ? '(' : ''}${mantissa}E${Number(exponent)}${value < 0 ? ')' : ''}`
}

function castNode(node: Node, scope: Scope, t: Translator): Expr {
  const inner = child(node, 'child')!
  const to = child(node, 'cast_type')!
  const name = text(to, 'id')
  const boolean = child(inner, 'value')
  // The parser writes TRUE as a cast of 't'.
  if (name === 'BOOLEAN' && boolean && /^[tf]$/.test(text(boolean, 'value')))
    return { sql: String(text(boolean, 'value') === 't'), type: BOOLEAN }
  if (name === 'INTERVAL') return lengthOfTime(node)
  const unbound =
    name === 'UNBOUND' ? text(child(to, 'type_info') ?? {}, 'name').toUpperCase() : undefined
  if (unbound !== undefined && unbound !== 'JSON') throw refuse(`the type ${unbound}`, node)
  const type = unbound === undefined ? typeOfTree(to, node) : scalar('JSON')
  return cast(t.expression(inner, scope), type, node['try_cast'] === true, node)
}

function between(node: Node, scope: Scope, t: Translator): Expr {
  const parts = ['input', 'lower', 'upper'].map((name) => t.expression(child(node, name)!, scope))
  if (parts.some(({ type }) => isFloating(type))) {
    const [value, lower, upper] = parts as [Expr, Expr, Expr]
    const above = compare('COMPARE_GREATERTHANOREQUALTO', value, lower, node)
    return connect('AND', [above, compare('COMPARE_LESSTHANOREQUALTO', value, upper, node)], node)
  }
  const [value, lower, upper] = together(parts, node) as [Expr, Expr, Expr]
  mustCompare(value.type, node)
  return expr(`(${value.sql} BETWEEN ${lower.sql} AND ${upper.sql})`, BOOLEAN, value, lower, upper)
}

function caseNode(node: Node, scope: Scope, t: Translator): Expr {
  const checks = children(node, 'case_checks')
  const whens = checks.map((check) =>
    coerced(t.expression(child(check, 'when_expr')!, scope), BOOLEAN, node),
  )
  const thens = checks.map((check) => t.expression(child(check, 'then_expr')!, scope))
  const otherwise = t.expression(child(node, 'else_expr')!, scope)
  const values = together([...thens, otherwise], node)
  const last = values.at(-1)!
  const list = whens.map((when, index) => `WHEN ${when.sql} THEN ${values[index]!.sql}`)
  const end = isNull(otherwise.type) ? '' : ` ELSE ${last.sql}`
  return expr(`CASE ${list.join(' ')}${end} END`, last.type, ...whens, ...values)
}

function operatorNode(node: Node, scope: Scope, t: Translator): Expr {
  const type = text(node, 'type')
  const parts = children(node).filter((part) => text(part, 'class') !== 'LAMBDA')
  const all = () => parts.map((part) => t.expression(part, scope))
  switch (type) {
    case 'OPERATOR_NOT': {
      const [value] = all().map((part) => coerced(part, BOOLEAN, node)) as [Expr]
      return expr(`(NOT ${value.sql})`, BOOLEAN, value)
    }
    case 'OPERATOR_IS_NULL':
    case 'OPERATOR_IS_NOT_NULL': {
      const [value] = all() as [Expr]
      return expr(
        `(${value.sql} IS ${type === 'OPERATOR_IS_NULL' ? '' : 'NOT '}NULL)`,
        BOOLEAN,
        value,
      )
    }
    case 'COMPARE_IN':
    case 'COMPARE_NOT_IN':
      return inList(type === 'COMPARE_NOT_IN', all(), node)
    case 'OPERATOR_COALESCE': {
      const values = together(all(), node)
      return expr(
        `coalesce(${values.map(({ sql }) => sql).join(', ')})`,
        values[0]!.type,
        ...values,
      )
    }
    case 'ARRAY_EXTRACT':
      return extract(all() as [Expr, Expr], node)
    case 'STRUCT_EXTRACT': {
      const [whole, name] = all() as [Expr, Expr]
      return structField(whole, String(name.literal), node)
    }
    default:
      throw refuse(`${type} is not among what both engines read alike`, node)
  }
}

function inList(negated: boolean, parts: readonly Expr[], node: Node): Expr {
  const nan =
    isFloating(meetingType(parts, node)) &&
    parts.slice(1).some(({ literal }) => literal === undefined)
  if (nan) throw refuse('IN over values of type DOUBLE: the engines differ on NaN', node)
  const [value, ...options] = together(parts, node) as [Expr, ...Expr[]]
  mustCompare(value.type, node)
  // Trino 476 takes `5 NOT IN (1, NULL)` for true, so only lists of literals stay lists.
  const literals = parts.slice(1).every(({ literal }) => literal !== undefined)
  const sql = literals
    ? `${value.sql} IN (${options.map((option) => option.sql).join(', ')})`
    : options.map((option) => `${value.sql} = ${option.sql}`).join(' OR ')
  return expr(`${negated ? '(NOT ' : ''}(${sql})${negated ? ')' : ''}`, BOOLEAN, value, ...options)
}

/** `list[i]`, `struct['name']`, `map[key]`. */
function extract([whole, key]: readonly [Expr, Expr], node: Node): Expr {
  if (whole.type.kind === 'struct') {
    if (typeof key.literal !== 'string') throw refuse('a field of a struct by its number', node)
    return structField(whole, key.literal, node)
  }
  if (whole.type.kind === 'map') {
    const at = coerced(key, whole.type.key, node)
    return expr(`element_at(${whole.sql}, ${at.sql})`, whole.type.value, whole, at)
  }
  if (whole.type.kind !== 'list') throw refuse('[ ] of a text; use substring', node)
  const at = coerced(key, BIGINT, node)
  const index =
    typeof key.literal === 'bigint' && key.literal !== 0n ? at.sql : `nullif(${at.sql}, BIGINT '0')`
  return expr(`element_at(${whole.sql}, ${index})`, whole.type.item, whole, at)
}

function functionNode(node: Node, scope: Scope, t: Translator): Expr {
  const name = text(node, 'function_name').toLowerCase()
  const operator = binary[name]
  if (operator && children(node).length === 2) {
    const [left, right] = children(node).map((part) => t.expression(part, scope)) as [Expr, Expr]
    return operator(left, right, node)
  }
  if (aggregates[name] !== undefined) return translateAggregate(node, scope, t)
  const length = lengthCall(node, scope, t)
  if (length) return length
  const rule = functionRules[name]
  if (rule === undefined)
    throw refuse(
      `the function ${name}() is not among those that are known to give the same on both engines`,
      node,
    )
  onlyKnown(node, [...callFields, 'order_bys', 'is_operator'], `${name}()`)
  return rule(callOf(node, scope, t))
}

function subquery(node: Node, scope: Scope, t: Translator): Expr {
  const kind = text(node, 'subquery_type')
  const query = child(child(node, 'subquery')!, 'node')!
  const inner = t.query(query, scope)
  if (kind === 'EXISTS') return expr(`EXISTS (${inner.sql})`, BOOLEAN)
  const [only, second] = inner.columns
  if (only === undefined || second !== undefined)
    throw refuse('a subquery of more than one column', node)
  if (kind === 'SCALAR') return expr(`(${inner.sql})`, only.type)
  if (kind !== 'ANY' || text(node, 'comparison_type') !== 'COMPARE_EQUAL')
    throw refuse(`a comparison with ${kind} of a subquery`, node)
  const value = t.expression(child(node, 'child')!, scope)
  const type = meetingType([value, { sql: '', type: only.type }], node)
  mustCompare(type, node)
  if (isFloating(type))
    throw refuse('IN over values of type DOUBLE: the engines differ on NaN', node)
  const side = coerced(value, type, node)
  const list = coerced({ sql: 'v', type: only.type }, type, node)
  return expr(`(${side.sql} IN (SELECT ${list.sql} FROM (${inner.sql}) AS s (v)))`, BOOLEAN, side)
}
