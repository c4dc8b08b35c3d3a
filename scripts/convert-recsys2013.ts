/**
 * Turns the RecSys Challenge 2013 release of the Yelp data into the columns of today's releases: three files that
 * `millrace ingest reviews …` takes. The data may not be passed on, so write them outside the repository.
 *
 *     node scripts/convert-recsys2013.ts --out ../yelp2013 [--shared ../shared]
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { csvLine, csvRows } from './sample/csv.ts'

type OldRow = Readonly<Record<string, string>>

/** Files written, by source. */
export interface ConvertedFiles {
  readonly review: string
  readonly user: string
  readonly business: string
}

export async function convertRecsys2013(from: string, to: string): Promise<ConvertedFiles> {
  await mkdir(to, { recursive: true })
  const read = async (name: string) => [
    ...csvRows(gunzipSync(await readFile(join(from, `${name}.csv.gz`))).toString('utf8')),
  ]
  const write = async (name: string, lines: readonly string[]) => {
    const path = join(to, name)
    await writeFile(path, `${lines.join('\n')}\n`)
    return path
  }
  return {
    review: await write('review.csv', reviewLines(await read('review'))),
    user: await write('user.csv', userLines(await read('user'))),
    business: await write('business.jsonl', (await read('business')).map(businessLine)),
  }
}

const reviewColumns = [
  'review_id',
  'user_id',
  'business_id',
  'stars',
  'useful',
  'funny',
  'cool',
  'text',
  'date',
]

const reviewLines = (rows: readonly OldRow[]) => [
  csvLine(reviewColumns),
  ...rows.map((row) => csvLine(reviewColumns.map((column) => row[column]))),
]

const userLines = (rows: readonly OldRow[]) => [
  csvLine(['user_id', 'name', 'review_count', 'useful', 'funny', 'cool', 'average_stars']),
  ...rows.map((row) => {
    const votes = votesOf(row.votes)
    return csvLine([
      row.user_id,
      row.name,
      row.review_count,
      votes.useful,
      votes.funny,
      votes.cool,
      row.average_stars,
    ])
  }),
]

/** Votes are the text of a Python dictionary: `{'funny': 0, 'useful': 7, 'cool': 0}`. */
function votesOf(text: string): Readonly<Record<'useful' | 'funny' | 'cool', number | null>> {
  const vote = (name: string) => {
    const match = new RegExp(`'${name}': (\\d+)`).exec(text)
    return match === null ? null : Number(match[1])
  }
  return { useful: vote('useful'), funny: vote('funny'), cool: vote('cool') }
}

function businessLine(row: OldRow): string {
  return JSON.stringify({
    business_id: row.business_id,
    name: row.business_name,
    ...addressOf(row.business_full_address),
    city: row.business_city,
    state: row.business_state,
    latitude: Number(row.business_latitude),
    longitude: Number(row.business_longitude),
    stars: Number(row.business_stars),
    review_count: Number(row.business_review_count),
    is_open: row.business_open === 'True' ? 1 : 0,
    attributes: null,
    categories:
      row.business_categories === '' ? null : row.business_categories.split('; ').join(', '),
    hours: null,
  })
}

/** The last line of a full address is city, state and postal code; the lines before it are the street. */
function addressOf(full: string): { address: string; postal_code: string | null } {
  const lines = full.split('\n')
  const street = lines.length > 1 ? lines.slice(0, -1) : []
  return {
    address: street.join(', '),
    postal_code: /\b(\d{5})(?:-\d{4})?\s*$/.exec(full)?.[1] ?? null,
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, shared: { type: 'string' } },
  })
  const shared =
    values.shared ??
    process.env['MILLRACE_SHARED'] ??
    fileURLToPath(new URL('../../shared', import.meta.url))
  if (values.out === undefined) {
    console.error('Say where to write: node scripts/convert-recsys2013.ts --out FOLDER')
    process.exit(2)
  }
  const files = await convertRecsys2013(join(shared, 'data/yelp/recsys2013'), resolve(values.out))
  for (const [source, path] of Object.entries(files)) console.log(`${source.padEnd(8)} ${path}`)
}
