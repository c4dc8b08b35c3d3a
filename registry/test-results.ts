import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type TestResult, testResult } from '../contracts/records/table-version.ts'
import { createDocument, readDocument } from './documents.ts'
import { below, listKind } from './listing/read-listing.ts'

/** Records the outcome of a data test. The outcome that was recorded first stands and is returned. */
export const recordTestResult = async (
  store: ObjectStore,
  result: TestResult,
): Promise<TestResult> => {
  const key = registryKeys.testResult(result.project, result.model, result.id)
  return (await createDocument(store, key, testResult, result)).value
}

/** The outcome of a test that ran on the same versions before, or undefined. */
export const knownTestResult = (
  store: ObjectStore,
  project: string,
  model: string,
  id: string,
): Promise<TestResult | undefined> =>
  readDocument(store, registryKeys.testResult(project, model, id), testResult)

export const listTestResults = (store: ObjectStore, project?: string): Promise<TestResult[]> =>
  listKind(store, 'tests', below(project))
