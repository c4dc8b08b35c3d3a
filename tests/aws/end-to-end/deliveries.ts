import { existsSync } from 'node:fs'
import { appendFile, cp, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { shippedProjects } from '../../../platform/compose.ts'
import { convertRecsys2013 } from '../../../scripts/convert-recsys2013.ts'
import { sampleDeliveries, writeDelivery } from '../../../scripts/generate-reviews.ts'

/** Files by the key under which they land. */
export type Delivery = ReadonlyMap<string, Uint8Array>

/** Two deliveries of reviews with their users and businesses: the second has reviews that the first has not. */
export interface Deliveries {
  readonly name: string
  /** Bytes that fit a function: training is beyond, the SQL models are not. */
  readonly lambdaBytes: number
  /** The second is so unlike the first that monitoring asks for a retraining. */
  readonly drift: boolean
  readonly make: (folder: string) => Promise<readonly [first: Delivery, second: Delivery]>
}

const yelp = join(
  process.env['MILLRACE_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url)),
  'data/yelp',
)

export const hasYelp = existsSync(join(yelp, 'recsys2013'))

/** The releases of 2013 and of today. */
export const yelpDeliveries: Deliveries = {
  name: 'the Yelp files',
  lambdaBytes: 4_000_000,
  drift: true,
  async make(folder) {
    const first = await convertRecsys2013(join(yelp, 'recsys2013'), folder)
    const academic = (source: string) => join(yelp, 'academic', `${source}.jsonl.gz`)
    return Promise.all([
      delivery(Object.entries(first)),
      delivery(['review', 'business'].map((source) => [source, academic(source)])),
    ])
  },
}

/** A small world of reviews from a fixed seed. */
export const generatedDeliveries: Deliveries = {
  name: 'generated files',
  lambdaBytes: 700_000,
  drift: false,
  async make(folder) {
    const made = sampleDeliveries({ reviews: 1500, second: 120, seed: 11 })
    const write = async (day: number) =>
      delivery([...(await writeDelivery(made[day] ?? [], join(folder, `day-${day}`)))])
    return [await write(0), await write(1)]
  },
}

async function delivery(paths: readonly (readonly [string, string])[]): Promise<Delivery> {
  const files = paths.map(
    async ([source, path]) =>
      [`landing/reviews/${source}/${basename(path)}`, await readFile(path)] as const,
  )
  return new Map(await Promise.all(files))
}

/** The shipped projects, with a short window and small shards. */
export async function copyProjects(folder: string): Promise<string> {
  const projects = join(folder, 'projects')
  await cp(shippedProjects, projects, { recursive: true })
  await appendFile(join(projects, 'reviews/project.yml'), '\nwindow_seconds: 1\n')
  const pipeline = join(projects, 'reviews/pipeline.yml')
  const text = await readFile(pipeline, 'utf8')
  if (!text.includes('scoring:\n')) throw new Error(`${pipeline} has no scoring`)
  await writeFile(pipeline, text.replace('scoring:\n', 'scoring:\n  shard_rows: 1000\n'))
  return projects
}
