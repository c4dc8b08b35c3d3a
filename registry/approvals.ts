import type { ObjectStore } from '../contracts/ports/object-store.ts'
import type { AuditEvent } from '../contracts/records/event.ts'
import { type AliasName, readAlias } from './aliases.ts'
import { changeOf, listEvents } from './events.ts'

/** Who let an alias name a model version, why and when. */
export interface Approval {
  readonly who: string
  readonly why: string
  readonly at: string
}

const day = 86_400_000

/**
 * The approval under which a model version was used at a moment: the last one up to then, else the first one of the day after
 * (a run is dated with its start). Undefined when there was none since the version was made.
 */
export async function approvalOf(
  store: ObjectStore,
  name: AliasName,
  version: string,
  { made, used }: { readonly made: string; readonly used: string },
): Promise<Approval | undefined> {
  const alias = await readAlias(store, name)
  if (alias?.version === version && alias.moved_at <= used) {
    return { who: alias.who, why: alias.why, at: alias.moved_at }
  }
  let before: Approval | undefined
  let after: Approval | undefined
  for (const date of days(made, used)) {
    for (const event of await listEvents(store, date)) {
      if (!isMove(event, name, version)) continue
      const { who, why } = changeOf(event)
      const approval = { who, why, at: event.eventTime }
      if (event.eventTime <= used) before = approval
      else after ??= approval
    }
  }
  return before ?? after
}

const isMove = (event: AuditEvent, { project, env, alias }: AliasName, version: string): boolean =>
  event.job.name === `alias.${env}.${alias}` &&
  changeOf(event).project === project &&
  event.outputs.some((output) => versionOf(output) === version)

const versionOf = ({ facets }: AuditEvent['outputs'][number]): unknown =>
  (facets?.['version'] as { datasetVersion?: unknown } | undefined)?.datasetVersion

/** Dates from one moment to the day after another. */
function* days(from: string, until: string): Iterable<string> {
  const midnight = (moment: string) => Date.parse(`${moment.slice(0, 10)}T00:00:00Z`)
  for (let at = midnight(from); at <= midnight(until) + day; at += day) {
    yield new Date(at).toISOString().slice(0, 10)
  }
}
