import { ProductError } from '../../contracts/errors/product-error.ts'
import { didYouMean } from '../../contracts/nearest.ts'
import type { SourceDeclaration, SourcesFile } from '../../contracts/project/sources-file.ts'
import type { Report } from '../report.ts'
import type { YamlFile } from './read-yaml.ts'

/** Columns that Millrace adds to every source. */
export const sourceColumns = [
  { name: '_source_file', type: 'VARCHAR' },
  { name: '_source_row', type: 'BIGINT' },
  { name: '_ingested_at', type: 'TIMESTAMP' },
] as const

/** Names in sources.yml are each given once, and what refers to a column finds it. */
export function checkSources({ value, places }: YamlFile<SourcesFile>, report: Report): void {
  const taken = new Set<string>()
  value.sources.forEach((source, index) => {
    const path = ['sources', index]
    if (taken.has(source.name)) {
      const message = `The source "${source.name}" is declared twice.`
      report(
        new ProductError('PROJECT_NAME_TAKEN', { message, at: places.value([...path, 'name']) }),
      )
    }
    taken.add(source.name)
    const at = (...rest: PropertyKey[]) => places.value([...path, ...rest])
    checkColumnNames(source, at, report)
    source.key.forEach((column, position) => {
      checkKnown(source, column, at('key', position), report)
    })
  })
}

type Place = ProductError['at']

function checkColumnNames(
  source: SourceDeclaration,
  at: (...path: PropertyKey[]) => Place,
  report: Report,
): void {
  const taken = new Set<string>(sourceColumns.map(({ name }) => name))
  source.columns.forEach(({ name }, position) => {
    if (taken.has(name.toLowerCase())) {
      const why = name.startsWith('_')
        ? ', which Millrace adds by itself'
        : ' twice (case does not count)'
      const message = `The source "${source.name}" declares the column "${name}"${why}.`
      report(
        new ProductError('PROJECT_NAME_TAKEN', {
          message,
          hint: 'Rename the column; `aliases` keeps the name that the files have.',
          at: at('columns', position, 'name'),
        }),
      )
    }
    taken.add(name.toLowerCase())
  })
}

function checkKnown(source: SourceDeclaration, column: string, at: Place, report: Report): void {
  const names = source.columns.map(({ name }) => name)
  if (names.includes(column)) return
  const message = `The source "${source.name}" has no column "${column}".${didYouMean(column, names)}`
  report(new ProductError('PROJECT_YAML_INVALID', { message, at }))
}
