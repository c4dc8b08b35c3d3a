import { ProductError } from '../contracts/errors/product-error.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { ModelAlias, ModelVersion } from '../contracts/records/model-version.ts'
import {
  listAliases,
  moveAlias,
  readAlias,
  requireModelVersion,
  rollbackAlias,
  listModelVersions as versionsOf,
} from '../registry/index.ts'

export interface ModelListEntry {
  readonly project: string
  readonly version: string
  readonly algorithm: string
  readonly f1_macro: number
  readonly f1_weighted: number
  readonly accuracy: number
  readonly gate_passed: boolean
  /** Names under which environments know it: "prod champion". */
  readonly aliases: readonly string[]
  readonly retrained_from: string | null
  readonly run_id: string
  readonly created_at: string
}

/** Model versions, newest first. */
export async function listModelVersions(
  platform: Platform,
  request: { readonly project?: string },
): Promise<readonly ModelListEntry[]> {
  const aliases = await listAliases(platform.store)
  const versions = await versionsOf(platform.store, request.project)
  return versions.map((model) => ({
    project: model.project,
    version: model.version,
    algorithm: model.algorithm,
    f1_macro: model.metrics.test.f1_macro,
    f1_weighted: model.metrics.test.f1_weighted,
    accuracy: model.metrics.test.accuracy,
    gate_passed: model.gate.passed,
    aliases: aliases
      .filter((alias) => alias.project === model.project && alias.version === model.version)
      .map((alias) => `${alias.env} ${alias.alias}`),
    retrained_from: model.retrained_from,
    run_id: model.run_id,
    created_at: model.created_at,
  }))
}

/** A version in full: by its id, or by the beginning of it when only one fits, or `champion`. */
export async function showModelVersion(
  platform: Platform,
  request: { readonly project: string; readonly version: string },
): Promise<{ readonly model: ModelVersion; readonly champion: ModelAlias | null }> {
  const name = { project: request.project, env: platform.env, alias: 'champion' } as const
  const champion = await readAlias(platform.store, name)
  const model = await findVersion(platform, request.project, request.version, champion)
  return { model, champion: champion ?? null }
}

async function findVersion(
  platform: Platform,
  project: string,
  wanted: string,
  champion: ModelAlias | undefined,
): Promise<ModelVersion> {
  if (wanted === 'champion' && champion !== undefined) {
    return requireModelVersion(platform.store, project, champion.version)
  }
  const fitting = (await versionsOf(platform.store, project)).filter((model) =>
    model.version.startsWith(wanted),
  )
  return fitting.length === 1 ? fitting[0] : requireModelVersion(platform.store, project, wanted)
}

export interface Approval {
  readonly project: string
  readonly version: string
  /** Reason, kept in the audit trail. */
  readonly why?: string
}

/** Makes a version that passed the gate the champion of the environment. Throws REGISTRY_GATE_NOT_PASSED. */
export async function approveModel(
  platform: Platform,
  { project, version, why }: Approval,
): Promise<{ readonly model: ModelVersion; readonly champion: ModelAlias }> {
  const { model } = await showModelVersion(platform, { project, version })
  if (!model.gate.passed) {
    const failed = model.gate.checks.filter((check) => !check.passed).map((check) => check.message)
    throw new ProductError('REGISTRY_GATE_NOT_PASSED', {
      message: `Model version ${model.version} did not pass the gate: ${failed.join(' ')} The champion was not changed.`,
    })
  }
  const champion = await moveAlias(platform.store, {
    ...{ project, env: platform.env, alias: 'champion', version: model.version },
    ...{
      who: platform.who,
      why: why ?? 'approved by hand',
      at: platform.clock.now().toISOString(),
    },
  })
  return { model, champion }
}

/** Brings the champion before this one back. */
export const rollbackModel = (
  platform: Platform,
  { project, why }: { readonly project: string; readonly why?: string },
): Promise<ModelAlias> =>
  rollbackAlias(platform.store, {
    ...{ project, env: platform.env, alias: 'champion' },
    ...{
      who: platform.who,
      why: why ?? 'rolled back by hand',
      at: platform.clock.now().toISOString(),
    },
  })
