import type { ObjectHead } from '../contracts/ports/object-store.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { SourceDeclaration } from '../contracts/project/sources-file.ts'
import type { Arrival } from '../contracts/records/arrival.ts'
import type { ArrivingFile, TakenIn } from '../engine/sources/index.ts'
import { recordArrival, recordEvent } from '../registry/index.ts'

/** What taking files in works with. */
export type ArriveDeps = Pick<Platform, 'store' | 'engine' | 'files' | 'clock' | 'progress' | 'who'>

/** A file of a source, with its digest. */
export interface FileToTakeIn {
  readonly project: string
  readonly declaration: SourceDeclaration
  readonly file: ArrivingFile
  readonly digest: string
}

/** Records a file whose rows were taken in and which stands in landing: from then on it is part of its source. */
export async function recordTakenIn(
  deps: ArriveDeps,
  { project, declaration, file, digest }: FileToTakeIn,
  taken: TakenIn,
  landed: ObjectHead,
): Promise<Arrival> {
  // Before the record, so that no arrival goes without its event; after a crash both are written again, the same.
  await recordEvent(deps.store, {
    type: 'COMPLETE',
    job: `ingest.${declaration.name}`,
    project,
    at: taken.ingestedAt,
    who: deps.who,
    why: `"${file.name}" arrived`,
    runId: null,
    facts: { digest, accepted: taken.accepted, rejected: taken.rejected },
    outputs: [{ name: landed.key, version: digest }],
  })
  return recordArrival(deps.store, {
    kind: 'arrival',
    project,
    source: declaration.name,
    contract: taken.contract,
    digest,
    name: file.name,
    key: landed.key,
    etag: landed.etag,
    bytes: landed.bytes,
    format: taken.format,
    dialect: taken.dialect,
    status: 'accepted',
    accepted: taken.accepted,
    rejected: taken.rejected,
    part: taken.part,
    quarantine: taken.quarantine,
    reasons: [...taken.reasons],
    notes: [...taken.notes],
    arrived_at: taken.ingestedAt,
  })
}

/** `12 of 340 rows (3.5 %) of reviews.csv were rejected, the limit is 1 %: …` with the three commonest reasons. */
export function overLimitMessage(
  name: string,
  { accepted, rejected, reasons }: Pick<TakenIn, 'accepted' | 'rejected' | 'reasons'>,
  limit: number,
): string {
  const all = accepted + rejected
  const commonest = reasons
    .slice(0, 3)
    .map(
      ({ code, count, example }) =>
        `${count.toLocaleString('en')} × ${code} (${example.replace(/\.$/, '')})`,
    )
  return `${rejected.toLocaleString('en')} of ${all.toLocaleString('en')} rows (${percent(rejected / all)}) of ${name} were rejected; the limit is ${percent(limit)}: ${commonest.join('; ')}.`
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`
