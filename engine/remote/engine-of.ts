import type { TableVersion } from '../../contracts/records/table-version.ts'
import type { Project } from '../project/project.ts'
import type { CompiledModel } from '../stages.ts'

const units: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 }

/** `50 GB` in bytes. */
function bytesOf(size: string): number {
  const [count, unit = ''] = size.split(' ')
  return Number(count) * (units[unit] ?? Number.NaN)
}

/** The engine that a model is meant for: its own setting, its layer's, or that of the size of what it reads, views followed. */
export function engineOf(
  model: CompiledModel,
  { layers, athenaAbove }: Project['engines'],
  version?: (relation: string) => TableVersion,
): 'duckdb' | 'athena' {
  if (model.config.materialized === 'view') return 'duckdb'
  const wished = model.config.engine ?? layers[model.file.layer]
  if (wished !== undefined) return wished
  if (athenaAbove === undefined || version === undefined) return 'duckdb'
  const inputs = model.inputs.map(({ relation }) => version(relation))
  return bytesRead(inputs, version) > bytesOf(athenaAbove) ? 'athena' : 'duckdb'
}

function bytesRead(
  tables: readonly TableVersion[],
  version: (relation: string) => TableVersion,
): number {
  const seen = new Map<string, number>()
  const visit = (table: TableVersion): void => {
    if (seen.has(table.relation)) return
    seen.set(
      table.relation,
      table.files.reduce((sum, { bytes }) => sum + bytes, 0),
    )
    if (table.materialized === 'view')
      for (const { relation } of table.inputs) visit(version(relation))
  }
  tables.forEach(visit)
  return [...seen.values()].reduce((sum, bytes) => sum + bytes, 0)
}
