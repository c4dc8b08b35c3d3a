import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { convertRecsys2013 } from '../../../scripts/convert-recsys2013.ts'
import { csvRows } from '../../../scripts/sample/csv.ts'

const shared =
  process.env['MILLRACE_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url))
const release = join(shared, 'data/yelp/recsys2013')

it.skipIf(!existsSync(release))(
  'gives every record of the 2013 release the columns of today (skipped without MILLRACE_SHARED)',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-'))
    try {
      const files = await convertRecsys2013(release, folder)
      const reviews = [...csvRows(await readFile(files.review, 'utf8'))]
      const users = [...csvRows(await readFile(files.user, 'utf8'))]
      const businesses = (await readFile(files.business, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
      // The figures are those of the data's own README.
      expect([reviews.length, users.length, businesses.length]).toEqual([6783, 30849, 8072])
      expect(users[0]).toMatchObject({ useful: '7', funny: '0', cool: '0' })
      expect(businesses[0]).toMatchObject({
        postal_code: '85029',
        is_open: 1,
        categories: 'Sporting Goods, Bikes, Shopping',
      })
      const known = new Set(businesses.map((business) => business.business_id))
      expect(reviews.every((review) => known.has(review.business_id))).toBe(true)
    } finally {
      await rm(folder, { recursive: true })
    }
  },
)
