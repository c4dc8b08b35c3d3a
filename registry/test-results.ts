import { registryKeys, registryPrefix } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type TestResult, testResult } from '../contracts/records/table-version.ts'
import { createDocuments } from './documents.ts'
import { below, listKind, openLedger } from './listing/read-listing.ts'

/** Records outcomes of data tests. Where one was recorded before, that one stands. */
export const recordTestResults = (
  store: ObjectStore,
  results: readonly TestResult[],
): Promise<void> =>
  createDocuments(
    store,
    testResult,
    results.map((value) => {
      const { project, model, id } = value
      return { key: registryKeys.testResult(project, model, id), value }
    }),
  )

/** Outcomes of tests that ran before, by model and id. */
export type KnownTests = (model: string, id: string) => Promise<TestResult | undefined>

/** A look at the outcomes of a project's tests as they stand now: a build asks for many that are not there. */
export async function knownTestResults(store: ObjectStore, project: string): Promise<KnownTests> {
  const ledger = await openLedger(store, 'tests', below(project))
  const nameOf = (model: string, id: string) =>
    registryKeys.testResult(project, model, id).slice(registryPrefix('tests').length)
  return async (model, id) => {
    const json = await ledger.find(nameOf(model, id))
    return json === undefined ? undefined : testResult.parse(JSON.parse(json))
  }
}

export const listTestResults = (store: ObjectStore, project?: string): Promise<TestResult[]> =>
  listKind(store, 'tests', below(project))
