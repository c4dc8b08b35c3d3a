/**
 * Writes sample data for the reviews project: reviews, users and businesses in the layout of the Yelp Open Dataset, made
 * from a grammar. The same seed gives the same bytes; memory does not grow with the number of reviews.
 *
 *     node scripts/generate-reviews.ts [--reviews 5000] [--seed 7] [--second 600] [--out sample]
 */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { businessLines, reviewLines, userHeader, userLines } from './sample/records.ts'
import { businessesBefore, usersBefore, type World } from './sample/world.ts'

export interface SampleOptions {
  /** Reviews of the first delivery, each with an id of its own. Some 1 % more lines repeat or are damaged. @default 5000 */
  readonly reviews?: number
  /** Reviews of the second delivery, written later than all of the first; most of them have no stars. @default 600 */
  readonly second?: number
  /** @default 7 */
  readonly seed?: number
}

export interface SampleFile {
  readonly source: 'review' | 'user' | 'business'
  readonly name: string
  readonly lines: () => Generator<string>
}

/** The files of the two deliveries, in the order in which they should land. */
export function sampleDeliveries(options: SampleOptions = {}): readonly (readonly SampleFile[])[] {
  const { reviews = 5000, second = 600, seed = 7 } = options
  const world: World = { seed, reviews }
  return [
    delivery(world, 0, reviews, ['reviews-2022-2023', 'users-2023', 'businesses-2023']),
    delivery(world, reviews, reviews + second, ['reviews-2024', 'users-2024', 'businesses-2024']),
  ]
}

function delivery(
  world: World,
  from: number,
  to: number,
  names: readonly [string, string, string],
) {
  const users = from === 0 ? 0 : usersBefore(world, from)
  const businesses = from === 0 ? 0 : businessesBefore(world, from)
  return [
    file('business', `${names[2]}.jsonl`, () =>
      each(businesses, businessesBefore(world, to), (n) => businessLines(world, n)),
    ),
    file('user', `${names[1]}.csv`, function* () {
      yield userHeader
      yield* each(users, usersBefore(world, to), (n) => userLines(world, n))
    }),
    file('review', `${names[0]}.jsonl`, () => shuffled(from, to, (n) => reviewLines(world, n))),
  ] as const
}

const file = (
  source: SampleFile['source'],
  name: string,
  lines: SampleFile['lines'],
): SampleFile => ({ source, name, lines })

function* each(from: number, to: number, lines: (number: number) => Generator<string>) {
  for (let number = from; number < to; number++) yield* lines(number)
}

/** Visits every number once, in an order that jumps about: multiples of a step that shares no factor with the count. */
function* shuffled(from: number, to: number, lines: (number: number) => Generator<string>) {
  const count = to - from
  let step = Math.max(1, Math.floor(count * 0.618))
  while (divisor(step, count) !== 1) step++
  for (let i = 0; i < count; i++) yield* lines(from + ((i * step) % count))
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))

/** Writes the files of a delivery into a folder, line by line, and gives their paths. */
export async function writeDelivery(
  files: readonly SampleFile[],
  folder: string,
): Promise<ReadonlyMap<SampleFile['source'], string>> {
  await mkdir(folder, { recursive: true })
  const paths = new Map<SampleFile['source'], string>()
  for (const { source, name, lines } of files) {
    const path = join(folder, name)
    await writeLines(path, lines())
    paths.set(source, path)
  }
  return paths
}

async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  const stream = createWriteStream(path)
  let buffer = ''
  for (const line of lines) {
    buffer += `${line}\n`
    if (buffer.length < 1 << 18) continue
    if (!stream.write(buffer)) await once(stream, 'drain')
    buffer = ''
  }
  stream.end(buffer)
  await once(stream, 'finish')
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      reviews: { type: 'string', default: '5000' },
      second: { type: 'string', default: '600' },
      seed: { type: 'string', default: '7' },
      out: { type: 'string', default: 'sample' },
    },
  })
  const deliveries = sampleDeliveries({
    reviews: Number(values.reviews),
    second: Number(values.second),
    seed: Number(values.seed),
  })
  for (const [i, files] of deliveries.entries()) {
    const paths = await writeDelivery(files, join(values.out, `delivery-${i + 1}`))
    for (const [source, path] of paths) console.log(`${source.padEnd(8)} ${path}`)
  }
}
