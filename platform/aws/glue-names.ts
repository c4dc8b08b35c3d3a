import { ProductError } from '../../contracts/errors/product-error.ts'
import { hiveType } from '../../contracts/hive-types.ts'
import type { CatalogPartition, CatalogTable } from '../../contracts/ports/catalog.ts'

/** Throws CATALOG_NAME_REFUSED and CATALOG_TYPE_REFUSED for what Glue and its readers cannot show. */
export function refuseUnshowable(tables: readonly CatalogTable[]): void {
  const twins = twinsOf(tables.map(({ name }) => name))
  if (twins !== undefined)
    throw refusedName(
      `The tables ${twins} have one name in Glue, which knows lower case only. Nothing was changed in the catalog.`,
      'Rename one of them.',
    )
  tables.forEach(refuseTable)
}

function refuseTable(table: CatalogTable): void {
  const columns = [...table.columns, ...(table.partitionColumns ?? [])]
  refuseName('table', table.name)
  for (const { name } of columns) refuseName(`column of "${table.name}"`, name)
  const twins = twinsOf(columns.map(({ name }) => name))
  if (twins !== undefined)
    throw refusedName(
      `The columns ${twins} of "${table.name}" have one name in Glue, which knows lower case only. Nothing was changed in the catalog.`,
      'Rename one of them in the SQL model.',
    )
  for (const { name, type } of columns) {
    const mapping = hiveType(type)
    if (mapping.kind === 'mapped') continue
    const within = mapping.part === type ? '' : ` with ${mapping.part} in it`
    throw new ProductError('CATALOG_TYPE_REFUSED', {
      message: `Column "${name}" of table "${table.name}" has the type ${type}${within}, which Athena cannot read from Parquet. Nothing was changed in the catalog.`,
      hint: `Cast it in the SQL model to ${mapping.instead}, then build and publish again.`,
      data: { table: table.name, column: name, type },
    })
  }
}

function refuseName(what: string, name: string): void {
  const length = Buffer.byteLength(name)
  if (length > 0 && length <= 255 && !/[\p{Cc}]/u.test(name)) return
  throw refusedName(
    `The name "${name.slice(0, 80)}" of a ${what} cannot be used in Glue: it must have 1 to 255 bytes and no control characters. Nothing was changed in the catalog.`,
  )
}

/** Hive writes NULL for an empty value, so that it would not come back. */
export function refuseValues(table: string, partitions: readonly CatalogPartition[]): void {
  const bad = partitions.find(({ values }) =>
    values.some(
      (value) => value === '' || Buffer.byteLength(value) > 1024 || /\p{Cc}/u.test(value),
    ),
  )
  if (bad !== undefined)
    throw refusedName(
      `The partition ${JSON.stringify(bad.values)} of "${table}" cannot be used in Glue: each value must have 1 to 1024 bytes and no control characters. Nothing was changed in the catalog.`,
    )
}

function twinsOf(names: readonly string[]): string | undefined {
  const seen = new Map<string, string>()
  for (const name of names) {
    const twin = seen.get(name.toLowerCase())
    if (twin !== undefined) return `"${twin}" and "${name}"`
    seen.set(name.toLowerCase(), name)
  }
  return undefined
}

const refusedName = (message: string, hint?: string) =>
  new ProductError('CATALOG_NAME_REFUSED', { message, hint })
