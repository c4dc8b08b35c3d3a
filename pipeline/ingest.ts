import { ProductError } from '../contracts/errors/product-error.ts'
import { landingKey } from '../contracts/lake-layout.ts'
import { didYouMean } from '../contracts/nearest.ts'
import type { OutsideFile } from '../contracts/ports/files.ts'
import type { ObjectHead } from '../contracts/ports/object-store.ts'
import type { SourceDeclaration } from '../contracts/project/sources-file.ts'
import type { Arrival } from '../contracts/records/arrival.ts'
import type { Project } from '../engine/index.ts'
import { contractOf, takeIn } from '../engine/sources/index.ts'
import { knownArrival } from '../registry/index.ts'
import { digestStream, withDigest } from './digest-stream.ts'
import {
  type ArriveDeps,
  type FileToTakeIn,
  overLimitMessage,
  recordTakenIn,
} from './take-in-file.ts'

/** What became of one file that was handed over. */
export interface IngestedFile {
  readonly path: string
  readonly name: string
  readonly bytes: number
  /**
   * `landed`: its rows are part of the source from the next run on. `already_ingested`: they were before. `over_limit`: too many
   * rows were rejected, so nothing was taken in; the rejected ones are in quarantine. `refused`: it cannot be read.
   */
  readonly status: 'landed' | 'already_ingested' | 'over_limit' | 'refused'
  readonly accepted: number
  readonly rejected: number
  readonly reasons: Arrival['reasons']
  readonly notes: readonly string[]
  /** Key of the rejected rows as Parquet. */
  readonly quarantine: string | null
  /** The landed object. */
  readonly key: string | null
  readonly format: Arrival['format'] | null
  readonly dialect: string | null
  /** Why it was not taken in. */
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null
}

export interface IngestReport {
  readonly project: string
  readonly source: string
  readonly files: readonly IngestedFile[]
  /** Rows of files that landed now. */
  readonly accepted: number
  readonly rejected: number
}

/**
 * Takes files in, one after the other: reads each where it is, and puts it into landing only once it could be read. One that is
 * refused does not keep the others out. The same command again takes in what is missing and changes nothing else. Throws
 * SOURCE_UNKNOWN, and SOURCE_FILE_MISSING when a path names nothing, before any file is touched.
 *
 * @example await ingest(platform, project, 'review', ['/data/reviews.jsonl.gz'])
 */
export async function ingest(
  deps: ArriveDeps,
  project: Project,
  source: string,
  paths: readonly string[],
): Promise<IngestReport> {
  const declaration = sourceOf(project, source)
  const found = (await Promise.all(paths.map((path) => deps.files.find(path)))).flat()
  const files: IngestedFile[] = []
  for (const file of found) {
    const task = deps.progress.task(`ingest ${file.name}`)
    try {
      const ingested = await ingestOrExplain(deps, project.name, declaration, file)
      files.push(ingested)
      if (ingested.error === null) task.done(summary(ingested))
      else task.fail(summary(ingested))
    } catch (error) {
      task.fail()
      throw error
    }
  }
  const landed = files.filter(({ status }) => status === 'landed')
  return {
    project: project.name,
    source,
    files,
    accepted: landed.reduce((sum, { accepted }) => sum + accepted, 0),
    rejected: landed.reduce((sum, { rejected }) => sum + rejected, 0),
  }
}

function sourceOf(project: Project, name: string): SourceDeclaration {
  const found = project.sources.find((source) => source.name === name)
  if (found !== undefined) return found
  const names = project.sources.map((source) => source.name)
  throw new ProductError('SOURCE_UNKNOWN', {
    message: `Project "${project.name}" has no source "${name}".${didYouMean(name, names)} Nothing was taken in.`,
    hint: `Its sources: ${names.join(', ') || 'none'}.`,
  })
}

async function ingestOrExplain(
  deps: ArriveDeps,
  project: string,
  declaration: SourceDeclaration,
  outside: OutsideFile,
): Promise<IngestedFile> {
  try {
    return await ingestFile(deps, project, declaration, outside)
  } catch (error) {
    if (!(error instanceof ProductError && error.code.startsWith('SOURCE_'))) throw error
    const { code, message, hint } = error
    return { ...nothing, ...named(outside), status: 'refused', error: { code, message, hint } }
  }
}

async function ingestFile(
  deps: ArriveDeps,
  project: string,
  declaration: SourceDeclaration,
  outside: OutsideFile,
): Promise<IngestedFile> {
  const { store } = deps
  const read = () => deps.files.read(outside.path)
  const digest = await digestStream(read())
  const file: FileToTakeIn['file'] = {
    name: outside.name,
    bytes: outside.bytes,
    read,
    place: { kind: 'outside', path: outside.path },
  }
  const request: FileToTakeIn = { project, declaration, file, digest }
  const known = await knownArrival(
    store,
    project,
    declaration.name,
    contractOf(declaration),
    digest,
  )
  if (known !== undefined) {
    if ((await store.head(known.key)) !== undefined)
      return described(outside, 'already_ingested', known)
    await land(deps, request, known.key)
    return described(outside, 'landed', known)
  }
  const taken = await takeIn(deps, request)
  if (taken.status === 'over_limit') {
    const { limit } = declaration.quarantine
    const { accepted, rejected, reasons, notes, quarantine, format, dialect } = taken
    return {
      ...{ ...named(outside), status: 'over_limit', accepted, rejected, reasons, notes },
      ...{ quarantine, key: null, format, dialect },
      error: {
        code: 'SOURCE_LIMIT_EXCEEDED',
        message: `${overLimitMessage(outside.name, taken, limit)} Nothing of it was taken in.`,
        hint: `Look at the rejected rows in ${taken.quarantine}. Then mend the file, or raise \`quarantine.limit\` of source "${declaration.name}" in sources.yml, and ingest it again.`,
      },
    }
  }
  const landed = await land(
    deps,
    request,
    landingKey(project, declaration.name, digest, outside.name),
  )
  return described(outside, 'landed', await recordTakenIn(deps, request, taken, landed))
}

/** Puts the file into landing, where it may be already. Throws SOURCE_FILE_CHANGED when it is no longer the file that was read. */
async function land(
  { store }: ArriveDeps,
  { file, digest }: FileToTakeIn,
  key: string,
): Promise<ObjectHead> {
  const changed = () =>
    new ProductError('SOURCE_FILE_CHANGED', {
      message: `${file.name} changed while it was being read. Nothing of it was taken in.`,
    })
  await store.putIfAbsent(key, withDigest(file.read(), digest, changed))
  const landed = await store.head(key)
  if (landed !== undefined) return landed
  throw new ProductError('LAKE_OBJECT_MISSING', {
    message: `${key} was written to the lake ${store.root}, but it is not there. Nothing of ${file.name} was taken in.`,
  })
}

const nothing = {
  accepted: 0,
  rejected: 0,
  reasons: [],
  notes: [],
  quarantine: null,
  key: null,
  format: null,
  dialect: null,
}

const named = ({ path, name, bytes }: OutsideFile) => ({ path, name, bytes })

const described = (
  outside: OutsideFile,
  status: IngestedFile['status'],
  { accepted, rejected, reasons, notes, quarantine, key, format, dialect }: Arrival,
): IngestedFile => ({
  ...named(outside),
  status,
  accepted,
  rejected,
  reasons,
  notes,
  quarantine,
  key,
  format,
  dialect,
  error: null,
})

function summary({ status, accepted, rejected, error }: IngestedFile): string {
  if (status === 'refused') return `refused: ${error?.code}`
  if (status === 'already_ingested') return 'ingested before'
  const counts = `${accepted.toLocaleString('en')} rows, ${rejected.toLocaleString('en')} rejected`
  return status === 'over_limit' ? `over the limit: ${counts}` : counts
}
