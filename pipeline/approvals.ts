import { ProductError } from '../contracts/errors/product-error.ts'
import type { ApprovalEvent } from '../contracts/events.ts'
import type { ApprovalAnswer } from '../contracts/ports/orchestrator.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { ApprovalRequest } from '../contracts/records/approval-request.ts'
import type { ModelAlias, ModelVersion } from '../contracts/records/model-version.ts'
import { moveApprovalRequest, readAlias, waitingApprovals } from '../registry/index.ts'
import { type Approval, approveModel, showModelVersion } from './models.ts'

/** Keeps the token of a run that waits for approval, or notes that nobody answered in time. */
export async function performApprovalEvent(
  platform: Platform,
  event: ApprovalEvent,
): Promise<{ readonly state: ApprovalRequest['state'] }> {
  const asked = platform.clock.now()
  const request = await moveApprovalRequest(platform.store, event, (current) => {
    if (event.action === 'expire')
      return current?.state === 'waiting' ? { ...current, state: 'expired' } : undefined
    const { project, run_id, model_version, task_token } = event
    return {
      kind: 'approval_request',
      ...{ project, run_id, model_version, task_token },
      env: platform.env,
      state: 'waiting',
      asked_at: asked.toISOString(),
      expires_at: new Date(asked.getTime() + event.expires_seconds * 1000).toISOString(),
      answer: null,
    }
  })
  if (event.action === 'ask' && request !== undefined) await answerIfApproved(platform, request)
  return { state: request?.state ?? 'expired' }
}

/** Somebody may have approved the version before the question was asked. */
async function answerIfApproved(platform: Platform, request: ApprovalRequest): Promise<void> {
  const { project, env, model_version } = request
  const champion = await readAlias(platform.store, { project, env, alias: 'champion' })
  if (champion?.version !== model_version) return
  await answer(platform, request, { approved: true, who: champion.who, why: champion.why })
}

/** A run that was told of a decision. */
export interface ToldRun {
  readonly run_id: string
  /** taken: the run goes on with the answer. lapsed: it had stopped waiting. */
  readonly answer: 'taken' | 'lapsed'
}

/** Approves a version, and tells the runs that wait for it. Throws REGISTRY_GATE_NOT_PASSED. */
export async function approveAndTell(
  platform: Platform,
  approval: Approval,
): Promise<{
  readonly model: ModelVersion
  readonly champion: ModelAlias
  readonly runs: readonly ToldRun[]
}> {
  const { model, champion } = await approveModel(platform, approval)
  return { model, champion, runs: await tell(platform, model, true, approval.why) }
}

/** Refuses a version for which a run waits: the champion stays. Throws REGISTRY_NOTHING_WAITS when none does. */
export async function refuseModel(
  platform: Platform,
  { project, version, why }: Approval,
): Promise<{ readonly model: ModelVersion; readonly runs: readonly ToldRun[] }> {
  const { model } = await showModelVersion(platform, { project, version })
  const runs = await tell(platform, model, false, why)
  if (runs.length > 0) return { model, runs }
  throw new ProductError('REGISTRY_NOTHING_WAITS', {
    message: `No run of "${project}" in environment "${platform.env}" waits for an answer about model version ${model.version}. Nothing was changed.`,
  })
}

async function tell(
  platform: Platform,
  { project, version }: ModelVersion,
  approved: boolean,
  why = approved ? 'approved by hand' : 'refused by hand',
): Promise<readonly ToldRun[]> {
  const { store, env, who } = platform
  const told: ToldRun[] = []
  for (const request of await waitingApprovals(store, project, env)) {
    if (request.model_version !== version) continue
    const taken = await answer(platform, request, { approved, who, why })
    told.push({ run_id: request.run_id, answer: taken })
  }
  return told
}

/** Hands an answer to the run that waits, and notes it with the question. */
async function answer(
  { store, clock, orchestrator }: Platform,
  request: ApprovalRequest,
  given: ApprovalAnswer,
): Promise<ToldRun['answer']> {
  const taken = await orchestrator.answer(request.task_token, given)
  const { approved, who, why } = given
  const state = taken === 'lapsed' ? 'expired' : approved ? 'approved' : 'refused'
  const at = clock.now().toISOString()
  await moveApprovalRequest(store, request, (current) =>
    current?.task_token === request.task_token
      ? { ...current, state, answer: { who, why, at } }
      : undefined,
  )
  return taken
}
