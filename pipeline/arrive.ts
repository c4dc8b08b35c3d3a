import { mapAtOnce } from '../contracts/at-once.ts'
import { identify } from '../contracts/digest.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { landingPrefix } from '../contracts/lake-layout.ts'
import type { ObjectHead } from '../contracts/ports/object-store.ts'
import { sourceRelation } from '../contracts/project/names.ts'
import type { SourceDeclaration } from '../contracts/project/sources-file.ts'
import type { Arrival } from '../contracts/records/arrival.ts'
import type { TableVersion } from '../contracts/records/table-version.ts'
import type { Project } from '../engine/index.ts'
import { contractOf, declaredColumns, tableColumns, takeIn } from '../engine/sources/index.ts'
import { knownTableVersion, listArrivals, recordTableVersion } from '../registry/index.ts'
import { digestStream } from './digest-stream.ts'
import { isHidden, nameOf } from './landing.ts'
import { type ArriveDeps, overLimitMessage, recordTakenIn } from './take-in-file.ts'

/** A source as it stands in landing, with what its files gave. */
export interface ArrivedSource {
  readonly source: string
  readonly version: TableVersion
  readonly files: number
  /** Files that had not been read under the present contract before. */
  readonly read: number
  readonly accepted: number
  readonly rejected: number
  /** Commonest first. */
  readonly reasons: Arrival['reasons']
}

export interface ArriveReport {
  readonly sources: readonly ArrivedSource[]
  readonly accepted: number
  readonly rejected: number
}

/**
 * Makes the table version of every source of a project: the rows of all files in its landing folder. Files that were put there
 * directly, or were read under another contract, are taken in first. Throws SOURCE_LIMIT_EXCEEDED or the refusal of a file;
 * what was taken in before that is kept, and nothing refers to it yet.
 */
export async function arrive(deps: ArriveDeps, project: Project): Promise<ArriveReport> {
  const sources: ArrivedSource[] = []
  for (const declaration of project.sources) {
    const task = deps.progress.task(`source ${declaration.name}`)
    try {
      const arrived = await arriveSource(deps, project.name, declaration)
      sources.push(arrived)
      task.done(`${arrived.accepted.toLocaleString('en')} rows of ${arrived.files} files`)
    } catch (error) {
      task.fail()
      throw error
    }
  }
  return {
    sources,
    accepted: sources.reduce((sum, { accepted }) => sum + accepted, 0),
    rejected: sources.reduce((sum, { rejected }) => sum + rejected, 0),
  }
}

async function arriveSource(
  deps: ArriveDeps,
  project: string,
  declaration: SourceDeclaration,
): Promise<ArrivedSource> {
  const ledger = await Ledger.open(deps, project, declaration)
  const arrivals = new Map<string, Arrival>()
  let read = 0
  for await (const window of windows(deps.store.list(landingPrefix(project, declaration.name)))) {
    for (const { arrival, fresh } of await ledger.arrivalsOf(window)) {
      arrivals.set(arrival.digest, arrival)
      if (fresh) read++
    }
  }
  const files = [...arrivals.values()].sort((a, b) => (a.digest < b.digest ? -1 : 1))
  const totals = addUp(files)
  checkTotal(declaration, totals)
  const version = await sourceVersion(deps, project, declaration, files)
  return { source: declaration.name, version, files: files.length, read, ...totals }
}

/** Bytes up to which files are read several at a time. */
const smallFile = 4 * 2 ** 20
const digestedAtOnce = 16
/** Each is read by a session of its own. */
const takenInAtOnce = 8
const mostInWindow = 64

/** Landed files in their order, small ones many at a time and a large one by itself. */
async function* windows(landed: AsyncIterable<ObjectHead>): AsyncGenerator<readonly ObjectHead[]> {
  let window: ObjectHead[] = []
  for await (const head of landed) {
    if (isHidden(head.key)) continue
    const large = head.bytes > smallFile
    if (window.length > 0 && (large || window.length === mostInWindow)) {
      yield window
      window = []
    }
    window.push(head)
    if (!large) continue
    yield window
    window = []
  }
  if (window.length > 0) yield window
}

const settled = async <T>(work: Promise<T>): Promise<PromiseSettledResult<T>> =>
  (await Promise.allSettled([work]))[0]

/** Which landed objects have been read under the present contract. */
class Ledger {
  readonly #deps: ArriveDeps
  readonly #project: string
  readonly #declaration: SourceDeclaration
  readonly #byPlace: Map<string, Arrival>
  readonly #byDigest: Map<string, Arrival>

  static async open(
    deps: ArriveDeps,
    project: string,
    declaration: SourceDeclaration,
  ): Promise<Ledger> {
    const contract = contractOf(declaration)
    const known = await listArrivals(deps.store, project, declaration.name)
    const current = known.filter((arrival) => arrival.contract === contract)
    return new Ledger(deps, project, declaration, current)
  }

  private constructor(
    deps: ArriveDeps,
    project: string,
    declaration: SourceDeclaration,
    arrivals: readonly Arrival[],
  ) {
    this.#deps = deps
    this.#project = project
    this.#declaration = declaration
    this.#byPlace = new Map(arrivals.map((arrival) => [placeOf(arrival), arrival]))
    this.#byDigest = new Map(arrivals.map((arrival) => [arrival.digest, arrival]))
  }

  /**
   * The arrivals of landed objects, which are taken in now if they were not before: of equal ones the first. When some are
   * refused, the others of the window are taken in all the same, and the first refusal in the order of the keys is thrown.
   */
  async arrivalsOf(
    window: readonly ObjectHead[],
  ): Promise<readonly { readonly arrival: Arrival; readonly fresh: boolean }[]> {
    const small = window.every(({ bytes }) => bytes <= smallFile)
    const digests = await mapAtOnce(
      window,
      async (landed) =>
        this.#byPlace.get(placeOf(landed))?.digest ??
        digestStream(this.#deps.store.stream(landed.key)),
      small ? digestedAtOnce : 1,
    )
    const fresh = new Map<string, ObjectHead>()
    window.forEach((landed, index) => {
      const digest = digests[index]
      if (!this.#byDigest.has(digest) && !fresh.has(digest)) fresh.set(digest, landed)
    })
    const taken = await mapAtOnce(
      [...fresh],
      ([digest, landed]) => settled(this.#takeIn(landed, digest)),
      small ? takenInAtOnce : 1,
    )
    for (const one of taken) {
      if (one.status === 'rejected') throw one.reason
      this.#byDigest.set(one.value.digest, one.value)
    }
    return window.map((landed, index) => {
      const digest = digests[index]
      // A file that is known in its place is known by its digest, too.
      return { arrival: this.#byDigest.get(digest)!, fresh: fresh.get(digest) === landed }
    })
  }

  async #takeIn(landed: ObjectHead, digest: string): Promise<Arrival> {
    const { store } = this.#deps
    const declaration = this.#declaration
    const file = {
      name: nameOf(landed.key),
      bytes: landed.bytes,
      read: () => store.stream(landed.key),
      place: { kind: 'lake', key: landed.key },
    } as const
    const request = { project: this.#project, declaration, file, digest }
    const taken = await takeIn(this.#deps, request).catch((error) => {
      throw stopping(error, landed.key)
    })
    if (taken.status === 'over_limit') {
      const told = overLimitMessage(landed.key, taken, declaration.quarantine.limit)
      throw new ProductError('SOURCE_LIMIT_EXCEEDED', {
        message: `${told} Nothing of it was taken in, and no table was replaced.`,
        hint: `Look at the rejected rows in ${taken.quarantine}. ${remedies(declaration.name)}`,
        data: {
          key: landed.key,
          accepted: taken.accepted,
          rejected: taken.rejected,
          reasons: taken.reasons,
        },
      })
    }
    return recordTakenIn(this.#deps, request, taken, landed)
  }
}

/**
 * What tells that an object is the one that was read. A key that holds the content's digest says it by itself, also after the lake
 * was moved or restored and its etags are others.
 */
export const placeOf = ({
  key,
  etag,
  bytes,
}: Pick<ObjectHead, 'key' | 'etag' | 'bytes'>): string =>
  isAddress(key) ? `${bytes} ${key}` : `${etag} ${key}`

const isAddress = (key: string): boolean => /^[0-9a-f]{16}$/.test(key.split('/').at(-2) ?? '')

/** A refusal amid a run: it says where the file is and that the run stops for it. */
function stopping(error: unknown, key: string): unknown {
  if (!(error instanceof ProductError && error.code.startsWith('SOURCE_'))) return error
  const { code, message, hint, at, data, cause } = error
  return new ProductError(code, {
    message: `${message} It lies in landing as ${key}, so the run stops. No table was replaced.`,
    hint: `${hint} Or remove the file from landing.`,
    at,
    data,
    cause,
  })
}

const remedies = (source: string) =>
  `Then mend the file and land it again in place of this one, raise \`quarantine.limit\` of source "${source}" in sources.yml, or remove the file from landing.`

function addUp(
  files: readonly Arrival[],
): Pick<ArrivedSource, 'accepted' | 'rejected' | 'reasons'> {
  const reasons = new Map<string, Arrival['reasons'][number]>()
  for (const reason of files.flatMap((file) => file.reasons)) {
    const key = `${reason.code} ${reason.column ?? ''}`
    reasons.set(key, { ...reason, count: reason.count + (reasons.get(key)?.count ?? 0) })
  }
  return {
    accepted: files.reduce((sum, { accepted }) => sum + accepted, 0),
    rejected: files.reduce((sum, { rejected }) => sum + rejected, 0),
    reasons: [...reasons.values()].sort((a, b) => b.count - a.count),
  }
}

/** The limit may have been lowered after the files were taken in. */
function checkTotal(
  { name, quarantine }: SourceDeclaration,
  totals: Pick<ArrivedSource, 'accepted' | 'rejected' | 'reasons'>,
): void {
  const { accepted, rejected } = totals
  if (rejected <= (accepted + rejected) * quarantine.limit) return
  throw new ProductError('SOURCE_LIMIT_EXCEEDED', {
    message: `${overLimitMessage(`source "${name}"`, totals, quarantine.limit)} No table was replaced.`,
    data: { source: name, ...totals },
  })
}

/** Identity of a source's table version; the digests in their order. */
export const sourceVersionId = (contract: string, digests: readonly string[]): string =>
  identify({ contract, files: digests })

async function sourceVersion(
  { engine, store, clock }: ArriveDeps,
  project: string,
  declaration: SourceDeclaration,
  files: readonly Arrival[],
): Promise<TableVersion> {
  const contract = contractOf(declaration)
  const digests = files.map(({ digest }) => digest)
  const version = sourceVersionId(contract, digests)
  const known = await knownTableVersion(store, project, declaration.name, version)
  if (known !== undefined) return known
  const session = await engine.open({ readable: [] })
  const columns = await declaredColumns(declaration, session).finally(() => session.close())
  return recordTableVersion(store, {
    kind: 'table_version',
    project,
    layer: 'source',
    model: declaration.name,
    relation: sourceRelation(declaration.name),
    version,
    materialized: 'source',
    columns: [...tableColumns(columns)],
    files: files.flatMap(({ part }) => (part === null ? [] : [part])),
    rows: files.reduce((sum, { accepted }) => sum + accepted, 0),
    sql: null,
    inputs: [],
    file: null,
    fingerprint: { contract, files: identify(digests) },
    engine: { name: engine.name, version: engine.version },
    created_at: clock.now().toISOString(),
  })
}
