// Offers every file of the bad-input collection (MILLRACE_SHARED, default ../shared) to `ingest` as a review, and prints what became of them.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type IngestedFile, ingest } from '../pipeline/ingest.ts'
import { openProject } from '../pipeline/open-project.ts'
import { compose } from '../platform/compose.ts'

const shared =
  process.env['MILLRACE_SHARED'] ?? fileURLToPath(new URL('../../shared', import.meta.url))

/** Folder of the packed collection; it need not exist. */
export const badInput = join(shared, 'data/bad_input')

/** What became of one file: as `ingest` tells it, or `fault` for a failure that is none of the product's own. */
export interface Offered {
  readonly path: string
  readonly status: IngestedFile['status'] | 'fault'
  /** Code of the refusal, or of the commonest reason of rejection. */
  readonly code: string | null
  readonly accepted: number
  readonly rejected: number
  readonly seconds: number
  readonly message: string
}

/** Unpacks the collection into a folder and returns the paths of its files, sorted. */
export async function unpackBadInput(folder: string): Promise<readonly string[]> {
  const run = promisify(execFile)
  const names = (await readdir(badInput)).sort()
  for (const name of names) {
    if (!name.endsWith('.tar.gz')) continue
    const into = join(folder, name.replace('.tar.gz', ''))
    await mkdir(into)
    await run('tar', ['xzf', join(badInput, name), '-C', into])
  }
  const unpacked = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const plain = names
    .filter((name) => !name.endsWith('.tar.gz'))
    .map((name) => join(badInput, name))
  return [...unpacked.sort(), ...plain]
}

/** Offers files, one after the other, to the source `review` of the project `reviews` of a new lake. */
export async function* offer(paths: readonly string[], lake: string): AsyncGenerator<Offered> {
  const platform = await compose({ lake })
  const project = await openProject(platform, 'reviews')
  for (const path of paths) {
    const begun = performance.now()
    const outcome = await ingest(platform, project, 'review', [path]).then(
      ({ files }) => told(files[0]),
      (error: unknown) => ({ ...nothing, status: 'fault' as const, message: String(error) }),
    )
    yield { path, ...outcome, seconds: (performance.now() - begun) / 1000 }
  }
}

const nothing = { code: null, accepted: 0, rejected: 0 }

const told = ({ status, error, accepted, rejected, reasons }: IngestedFile) => ({
  status,
  code: status === 'refused' ? (error?.code ?? null) : (reasons[0]?.code ?? null),
  accepted,
  rejected,
  message: error?.message ?? '',
})

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bad-input-'))
  try {
    const counts = new Map<string, number>()
    let slowest = 0
    const begun = performance.now()
    for await (const one of offer(await unpackBadInput(folder), join(folder, 'lake'))) {
      const outcome = `${one.status} ${one.code ?? ''}`.trim()
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
      slowest = Math.max(slowest, one.seconds)
      if (one.status === 'fault') console.log(`${one.path}: ${one.message}`)
    }
    for (const [outcome, count] of [...counts].sort())
      console.log(`${String(count).padStart(6)}  ${outcome}`)
    const seconds = (performance.now() - begun) / 1000
    console.log(`${seconds.toFixed(1)} s in all, ${slowest.toFixed(2)} s the slowest file`)
    if ([...counts.keys()].some((outcome) => outcome.startsWith('fault'))) process.exitCode = 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  await main()
