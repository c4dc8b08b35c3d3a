import { z } from 'zod'
import { registryPrefix } from '../../contracts/lake-layout.ts'
import type { Key } from '../../contracts/ports/object-store.ts'
import { arrival } from '../../contracts/records/arrival.ts'
import { encoderVersion } from '../../contracts/records/encoder.ts'
import { auditEvent } from '../../contracts/records/event.ts'
import { modelVersion } from '../../contracts/records/model-version.ts'
import { monitorRecord } from '../../contracts/records/monitoring.ts'
import { predictionSet } from '../../contracts/records/prediction.ts'
import { runOutcome, runRecord, runStepRecord } from '../../contracts/records/run.ts'
import { tableVersion, testResult } from '../../contracts/records/table-version.ts'

/**
 * Documents that are created once and listed: what each kind holds. An index of them is kept. Documents that move
 * (environments, aliases) are few and always read themselves.
 */
export const documentKinds = {
  runs: z.discriminatedUnion('kind', [runRecord, runStepRecord, runOutcome]),
  arrivals: arrival,
  tables: tableVersion,
  tests: testResult,
  models: modelVersion,
  predictions: predictionSet,
  monitors: monitorRecord,
  encoders: encoderVersion,
  events: auditEvent,
} as const satisfies Record<string, z.ZodType>

export type DocumentKind = keyof typeof documentKinds
export type DocumentOf<Kind extends DocumentKind> = z.infer<(typeof documentKinds)[Kind]>

export const kindNames = Object.keys(documentKinds) as readonly DocumentKind[]

export const kindPrefix = (kind: DocumentKind) => registryPrefix(kind)

/** The kind of the document at a key, when it is one of which an index is kept. */
export function kindOf(key: Key): DocumentKind | undefined {
  const [root, kind, ...rest] = key.split('/')
  return root === 'registry' && rest.length > 0 && key.endsWith('.json') && kind in documentKinds
    ? (kind as DocumentKind)
    : undefined
}

/** Segments that a reader may want without the others are kept apart: by project, by source, by month. */
export function shelfOf(kind: DocumentKind, name: string): string {
  const folders = name.split('/').slice(0, -1)
  if (kind === 'events') return folders[0]?.slice(0, 7) ?? ''
  if (kind === 'encoders') return ''
  return `${folders.slice(0, kind === 'arrivals' ? 2 : 1).join('/')}/`
}
