import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type ApprovalRequest, approvalRequest } from '../contracts/records/approval-request.ts'
import { moveDocument, readDocuments, readMovable } from './documents.ts'

/** Changes the request of a run by a pure decision and returns what then stands; `undefined` leaves it as it is. */
export async function moveApprovalRequest(
  store: ObjectStore,
  { project, run_id }: Pick<ApprovalRequest, 'project' | 'run_id'>,
  decide: (current: ApprovalRequest | undefined) => ApprovalRequest | undefined,
): Promise<ApprovalRequest | undefined> {
  const key = registryKeys.approvalRequest(project, run_id)
  for (;;) {
    const current = await readMovable(store, key, approvalRequest)
    const next = decide(current?.value)
    if (next === undefined) return current?.value
    if (await moveDocument(store, key, approvalRequest, next, current?.etag)) return next
  }
}

/** Requests of a project in an environment that wait for an answer. */
export const waitingApprovals = async (
  store: ObjectStore,
  project: string,
  env: string,
): Promise<readonly ApprovalRequest[]> => {
  const prefix = registryKeys.approvalRequest(project, '').replace(/\.json$/, '')
  const all = await readDocuments(store, prefix, approvalRequest)
  return all.filter((request) => request.env === env && request.state === 'waiting')
}
