import { z } from 'zod'
import { identify, sha256 } from '../contracts/digest.ts'
import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type AuditEvent, auditEvent } from '../contracts/records/event.ts'
import { createDocument, ensureDocument } from './documents.ts'
import { listKind } from './listing/read-listing.ts'

const producer = 'urn:millrace:registry'
const schemaURL = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'
const changeFacetURL = 'urn:millrace:facet:change:1'
const versionFacetURL =
  'https://openlineage.io/spec/facets/1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet'

/** A thing of the lake at one version: a table, a model, a set of predictions. */
export interface Versioned {
  readonly name: string
  readonly version: string
}

/** A change to the registry. Equal changes are one event, however often they are recorded. */
export interface Change {
  readonly type: AuditEvent['eventType']
  /** What changed, as a job's name: `run.build`, `environment.prod`, `alias.prod.champion`. */
  readonly job: string
  readonly project: string
  readonly at: string
  readonly who: string
  readonly why: string
  /** The run that made the change; null for one made by a person outside a run. */
  readonly runId: string | null
  /** Facts such as the environment or counts. */
  readonly facts?: Readonly<Record<string, unknown>>
  readonly inputs?: readonly Versioned[]
  readonly outputs?: readonly Versioned[]
  /** It was probably recorded before. */
  readonly again?: boolean
}

/** Appends a change to the audit log. Recording it again changes nothing. */
export async function recordEvent(
  store: ObjectStore,
  { again = false, ...change }: Change,
): Promise<AuditEvent> {
  const key = registryKeys.event(change.at, identify(change))
  const create = again ? ensureDocument : createDocument
  return (await create(store, key, auditEvent, openLineage(change))).value
}

/** The audit log from its beginning, or one day of it (`2026-07-01`, UTC). */
export const listEvents = (store: ObjectStore, day?: string): Promise<AuditEvent[]> =>
  listKind(store, 'events', day === undefined ? '' : `${day}/`)

const changeFacet = z.looseObject({
  who: z.string().catch('unknown'),
  why: z.string().catch(''),
  run_id: z.string().nullable().catch(null),
})

/** The project, who made the change, why and in which run, as an event tells it. */
export function changeOf(event: AuditEvent): {
  readonly project: string
  readonly who: string
  readonly why: string
  readonly run_id: string | null
} {
  const { who, why, run_id } = changeFacet.parse(event.run.facets['millrace_change'] ?? {})
  return { project: event.job.namespace.replace(/^millrace\//, ''), who, why, run_id }
}

function openLineage(change: Change): AuditEvent {
  const namespace = `millrace/${change.project}`
  const { type, at, job, who, why, runId, facts = {}, inputs = [], outputs = [] } = change
  return {
    eventType: type,
    eventTime: at,
    producer,
    schemaURL,
    run: {
      runId: uuid(runId === null ? ['change', change] : ['run', change.project, runId]),
      facets: {
        millrace_change: {
          _producer: producer,
          _schemaURL: changeFacetURL,
          ...facts,
          who,
          why,
          run_id: runId,
        },
      },
    },
    job: { namespace, name: job },
    inputs: inputs.map((input) => dataset(namespace, input)),
    outputs: outputs.map((output) => dataset(namespace, output)),
  }
}

const dataset = (namespace: string, { name, version }: Versioned) => ({
  namespace,
  name,
  facets: {
    version: { _producer: producer, _schemaURL: versionFacetURL, datasetVersion: version },
  },
})

/** A UUID (version 8, RFC 9562) that is a function of the value: OpenLineage knows runs by UUID. */
function uuid(value: unknown): string {
  const hex = sha256(identify(value))
  const variant = ((Number.parseInt(hex[16], 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
