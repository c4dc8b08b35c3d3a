import { ProductError } from '../contracts/errors/product-error.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import type { TableVersion } from '../contracts/records/table-version.ts'
import { knownTableVersion } from './table-versions.ts'

/**
 * A table version and every version it was made from, inputs before what reads them. Throws LAKE_OBJECT_MISSING when the
 * registry has lost one.
 */
export async function tableAncestry(
  store: ObjectStore,
  project: string,
  model: string,
  version: string,
): Promise<TableVersion[]> {
  const found = new Map<string, TableVersion>()
  const visited = new Set<string>()
  const visit = async (name: string, wanted: string): Promise<void> => {
    const id = `${name}/${wanted}`
    if (visited.has(id)) return
    visited.add(id)
    const table = await knownTableVersion(store, project, name, wanted)
    if (table === undefined) throw lost(store, project, name, wanted)
    for (const input of table.inputs) await visit(input.model, input.version)
    found.set(id, table)
  }
  await visit(model, version)
  return [...found.values()]
}

const lost = (store: ObjectStore, project: string, model: string, version: string) =>
  new ProductError('LAKE_OBJECT_MISSING', {
    message: `The record of version ${version} of "${model}" in project "${project}" is not in the lake ${store.root}.`,
  })
