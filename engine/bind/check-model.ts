import { type ErrorPlace, ProductError } from '../../contracts/errors/product-error.ts'
import { didYouMean } from '../../contracts/nearest.ts'
import type { Column } from '../../contracts/ports/sql-engine.ts'
import type { ResolvedModel } from '../stages.ts'
import { uniqueKey } from '../unique-key.ts'
import { readableType, remedyFor, storedType } from './stored-type.ts'

/** Columns as other SQL will find them. Throws when two have one name, or a table cannot keep a type. */
export function relationColumns(
  model: ResolvedModel,
  described: readonly Column[],
): readonly Column[] {
  const { file, config } = model
  const seen = new Set<string>()
  for (const { name, type } of described) {
    if (seen.has(name.toLowerCase())) {
      const message = `"${file.name}" gives two columns named "${name}".`
      throw new ProductError('MODEL_COLUMN_TAKEN', { message, at: aliasPlace(model, name) })
    }
    seen.add(name.toLowerCase())
    const remedy = config.materialized === 'table' ? remedyFor(type) : undefined
    if (remedy !== undefined) {
      const message = `The column "${name}" of "${file.name}" has the type ${type}, which a table cannot keep exactly.`
      throw new ProductError('MODEL_COLUMN_TYPE', {
        message,
        hint: `Cast it to ${remedy}.`,
        at: aliasPlace(model, name),
      })
    }
  }
  const kept = config.materialized === 'table' ? storedType : readableType
  return described.map(({ name, type }) => ({ name, type: kept(type) }))
}

/** Where the column gets its name, as far as the text tells; else where the SQL begins. */
function aliasPlace({ map, sql }: ResolvedModel, name: string): ErrorPlace {
  const named = /^\w+$/.test(name)
    ? [...sql.matchAll(new RegExp(`\\bas\\s+"?${name}\\b`, 'gi'))].at(-1)
    : undefined
  return map(named?.index ?? Math.max(0, sql.search(/\S/)))
}

/** Gives every fault between a model's columns and what its YAML file and its settings say of them. */
export function* columnFaults(
  model: ResolvedModel,
  columns: readonly Column[],
  types: ReadonlyMap<string, string>,
): Generator<ProductError> {
  const names = columns.map(({ name }) => name)
  for (const key of uniqueKey(model.config)) {
    if (!names.includes(key)) yield keyFault(model, key, names)
  }
  const { described } = model.file
  if (described === undefined) return
  const at = (index: number, field: string) => described.places.value(['columns', index, field])
  for (const [index, { name, type }] of described.value.columns.entries()) {
    const column = columns.find((found) => found.name === name)
    if (column === undefined) yield undescribed(model, name, names, at(index, 'name'))
    else if (type !== undefined && types.has(type)) {
      if (storedType(types.get(type)!) !== storedType(column.type)) {
        yield typeFault(model, column, type, at(index, 'type'))
      }
    }
  }
  if (described.value.contract) yield* contractFaults(model, names)
}

function keyFault({ file, settings }: ResolvedModel, key: string, names: readonly string[]) {
  const at = settings.get('unique_key')
  return new ProductError('MODEL_KEY_UNKNOWN', {
    message: `unique_key names "${key}", which is not a column of "${file.name}".${didYouMean(key, names)}`,
    ...(at === undefined ? {} : { at }),
  })
}

const undescribed = (
  model: ResolvedModel,
  name: string,
  names: readonly string[],
  at: ErrorPlace,
) =>
  new ProductError('MODEL_COLUMN_UNDESCRIBED', {
    message: `The YAML file describes the column "${name}", which "${model.file.name}" does not give.${didYouMean(name, names)}`,
    at,
  })

const typeFault = (
  model: ResolvedModel,
  { name, type }: Column,
  declared: string,
  at: ErrorPlace,
) =>
  new ProductError('MODEL_TYPE_DIFFERS', {
    message: `The column "${name}" of "${model.file.name}" has the type ${type}, but ${declared} is declared.`,
    hint: `Write cast(… as ${declared}) in the SQL, or declare ${type}.`,
    at,
  })

/** Under contract a model gives no column that its YAML file does not list. */
function* contractFaults(
  { file }: ResolvedModel,
  names: readonly string[],
): Generator<ProductError> {
  const declared = new Set(file.described?.value.columns.map(({ name }) => name))
  const extra = names.filter((name) => !declared.has(name))
  if (extra.length === 0) return
  const list = extra.map((name) => `"${name}"`).join(', ')
  const at = file.described?.places.key(['contract'])
  yield new ProductError('MODEL_CONTRACT_BROKEN', {
    message: `"${file.name}" is under contract but gives ${list} beyond what its YAML file lists.`,
    ...(at === undefined ? {} : { at }),
  })
}
