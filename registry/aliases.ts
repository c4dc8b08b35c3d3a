import { ProductError } from '../contracts/errors/product-error.ts'
import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type ModelAlias, modelAlias } from '../contracts/records/model-version.ts'
import { moveDocument, readDocument, readDocuments, readMovable } from './documents.ts'
import { recordEvent } from './events.ts'
import { requireModelVersion } from './models.ts'

/** Times a move tries again because somebody else moved the alias first. */
const mostAttempts = 20

/** Which alias is meant. */
export interface AliasName {
  readonly project: string
  readonly env: string
  readonly alias: ModelAlias['alias']
}

/** Who moves an alias, why and when. */
export interface Decision {
  readonly who: string
  readonly why: string
  readonly at: string
}

/** The alias as it stands, or undefined when it never named a version. */
export const readAlias = (
  store: ObjectStore,
  { project, env, alias }: AliasName,
): Promise<ModelAlias | undefined> =>
  readDocument(store, registryKeys.alias(project, env, alias), modelAlias)

/** Every alias of every environment. */
export const listAliases = (store: ObjectStore): Promise<ModelAlias[]> =>
  readDocuments(store, 'registry/aliases/', modelAlias)

/**
 * Lets an alias name a registered model version: what approval does. An alias that names it already stays as it is.
 * Of several moves at once the last one stands and the others are in its history. Throws REGISTRY_MODEL_UNKNOWN.
 */
export async function moveAlias(
  store: ObjectStore,
  move: AliasName & Decision & { readonly version: string },
): Promise<ModelAlias> {
  await requireModelVersion(store, move.project, move.version)
  const decide = (current: ModelAlias | undefined): Position => {
    if (current?.version === move.version) return current
    return {
      version: move.version,
      previous: current?.version ?? null,
      history: [...(current?.history ?? []), move.version],
    }
  }
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const alias = await change(store, move, decide)
    if (alias !== undefined) return alias
  }
  throw moved(move)
}

/**
 * Lets an alias name again the version before the present one. Throws REGISTRY_ALIAS_UNSET, REGISTRY_ALIAS_FIRST when there is
 * none, and REGISTRY_ALIAS_MOVED when somebody else moved it at the same moment.
 */
export async function rollbackAlias(
  store: ObjectStore,
  rollback: AliasName & Decision,
): Promise<ModelAlias> {
  const alias = await change(store, rollback, (current) => {
    if (current === undefined) throw unset(rollback)
    const history = current.history.slice(0, -1)
    if (history.length === 0) throw first(rollback, current)
    return { version: history[history.length - 1], previous: current.version, history }
  })
  if (alias === undefined) throw moved(rollback)
  return alias
}

type Position = Pick<ModelAlias, 'version' | 'previous' | 'history'>

/** Reads, decides, writes; undefined when somebody else moved the alias in between. */
async function change(
  store: ObjectStore,
  { project, env, alias, who, why, at }: AliasName & Decision,
  decide: (current: ModelAlias | undefined) => Position,
): Promise<ModelAlias | undefined> {
  const key = registryKeys.alias(project, env, alias)
  const current = await readMovable(store, key, modelAlias)
  // A process that died between its move and its event left the event to whoever comes next.
  if (current !== undefined) await recordMove(store, current.value)
  const position = decide(current?.value)
  if (current !== undefined && position === current.value) return current.value
  const { version, previous, history } = position
  const next: ModelAlias = {
    ...{ kind: 'model_alias', project, env, alias },
    ...{ version, previous, history, who, why, moved_at: at },
  }
  if (!(await moveDocument(store, key, modelAlias, next, current?.etag))) return undefined
  await recordMove(store, next)
  return next
}

const recordMove = (store: ObjectStore, alias: ModelAlias) =>
  recordEvent(store, {
    type: 'OTHER',
    job: `alias.${alias.env}.${alias.alias}`,
    project: alias.project,
    at: alias.moved_at,
    who: alias.who,
    why: alias.why,
    runId: null,
    facts: { env: alias.env, previous: alias.previous },
    outputs: [{ name: 'model', version: alias.version }],
  })

const unset = ({ project, env, alias }: AliasName) =>
  new ProductError('REGISTRY_ALIAS_UNSET', {
    message: `Project "${project}" has no ${alias} in environment "${env}", so there is nothing to go back from.`,
  })

const first = ({ project, env, alias }: AliasName, current: ModelAlias) =>
  new ProductError('REGISTRY_ALIAS_FIRST', {
    message: `Version ${current.version} is the first ${alias} of "${project}" in environment "${env}". Nothing was changed.`,
  })

const moved = ({ project, env, alias }: AliasName) =>
  new ProductError('REGISTRY_ALIAS_MOVED', {
    message: `The ${alias} of "${project}" in environment "${env}" was moved by somebody else at this moment. Your change was not made.`,
  })
