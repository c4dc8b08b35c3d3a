import { hiveType } from '../../contracts/hive-types.ts'
import type { CatalogColumn } from '../../contracts/ports/catalog.ts'

/** What Athena and Trino keep of a view, as JSON in base64 in the view's text. */
interface PrestoView {
  readonly originalSql: string
  readonly catalog: string
  readonly schema: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Whoever reads the view needs rights of their own to what it reads. */
  readonly runAsInvoker: true
}

/** Marks a table as a view that Athena and Trino read, where Hive's own views are of another dialect. */
export const viewParameters = { presto_view: 'true', comment: 'Presto View' } as const
export const expandedText = '/* Presto View */'

const opening = '/* Presto View: '
const closing = ' */'

export function viewText(database: string, sql: string, columns: readonly CatalogColumn[]): string {
  const view: PrestoView = {
    originalSql: sql,
    catalog: 'awsdatacatalog',
    schema: database,
    columns: columns.map(({ name, type }) => ({ name: name.toLowerCase(), type: trinoType(type) })),
    runAsInvoker: true,
  }
  return `${opening}${Buffer.from(JSON.stringify(view)).toString('base64')}${closing}`
}

/** The SELECT of a view's text; undefined when it is none of this form. */
export function sqlOfView(text: string | undefined): string | undefined {
  if (text?.startsWith(opening) !== true) return undefined
  const json = Buffer.from(text.slice(opening.length, -closing.length), 'base64').toString('utf8')
  return (JSON.parse(json) as PrestoView).originalSql
}

function trinoType(type: string): string {
  const mapping = hiveType(type)
  if (mapping.kind === 'refused') throw new Error(`The type ${type} was not checked.`)
  return mapping.trino
}
