import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Row } from '../../../contracts/ports/sql-engine.ts'
import { sampleDeliveries } from '../../../scripts/generate-reviews.ts'
import { sqlWorkbench, type Workbench } from './sql-workbench.ts'

/** The parts of a review that its history depends on. */
interface Review extends Row {
  readonly review_id: string
  readonly user_id: string | null
  readonly business_id: string | null
  readonly stars: number | null
  readonly date: string | null
  readonly text: string | null
}

const reviews: readonly Review[] = sampleReviews(700)
const cut = reviews.map(({ date }) => date ?? '').sort()[450]
const query = 'select * from feat_reviews order by review_id'

let bench: Workbench
beforeAll(async () => {
  bench = await sqlWorkbench('reviews')
})
afterAll(() => bench.close())

describe('history features', () => {
  it('are what a plain loop over all earlier reviews finds', async () => {
    await bench.land('review', reviews)
    const features = await bench.rows(query)
    expect(features.length).toBe(reviews.length)
    const bySubject = { user: groupBy('user_id'), business: groupBy('business_id') }
    for (const feature of features) {
      const review = reviews.find(({ review_id }) => review_id === feature['review_id']) as Review
      for (const subject of ['user', 'business'] as const) {
        const expected = historyOf(review, bySubject[subject].get(review[`${subject}_id`] ?? ''))
        const found = {
          reviews: feature[`${subject}_reviews_before`],
          mean: feature[`${subject}_mean_stars_before`],
          negative: feature[`${subject}_negative_share_before`],
          days: feature[`${subject}_days_since_review`],
        }
        expect(found, `${subject} of ${review.review_id}`).toEqual(expected)
      }
    }
  })

  it('do not move when everything from a moment on changes: stars, texts, authors, businesses, numbers', async () => {
    await bench.land('review', reviews)
    const before = `select * from feat_reviews where reviewed_at < '${cut}' order by review_id`
    const undisturbed = await bench.rows(before)
    expect(undisturbed.length).toBeGreaterThan(400)
    const future = reviews.filter(({ date }) => date !== null && date >= cut)
    const changed = reviews.map((review) => (future.includes(review) ? disturbed(review) : review))
    const more = future.map((review) => ({
      ...disturbed(review),
      review_id: `${review.review_id}+`,
    }))
    await bench.land('review', [...changed, ...more])
    expect(await bench.rows(before)).toEqual(undisturbed)
    await bench.land(
      'review',
      reviews.filter((review) => !future.includes(review)),
    )
    expect(await bench.rows(before)).toEqual(undisturbed)
  })

  it('do not look at the lifetime columns, which hold the answer', async () => {
    await bench.land('review', reviews)
    const [user_id, business_id] = [reviews[0].user_id, reviews[0].business_id]
    const land = async (average: number) => {
      await bench.land('user', [
        { user_id, average_stars: average, review_count: average, fans: average },
      ])
      const business = {
        business_id,
        stars: average,
        review_count: average,
        is_open: average > 3 ? 1 : 0,
      }
      await bench.land('business', [{ ...business, state: 'AZ', categories: 'Thai, Food' }])
      return bench.rows(query)
    }
    expect(await land(5)).toEqual(await land(1))
  })

  it('do not look at the votes, which come after the review', async () => {
    await bench.land('review', reviews)
    const without = await bench.rows(query)
    await bench.land(
      'review',
      reviews.map((review) => ({ ...review, useful: 99, funny: 98, cool: 97 })),
    )
    expect(await bench.rows(query)).toEqual(without)
  })

  it('leave reviews of the same moment out of each other’s history', async () => {
    const same = ['a', 'b', 'c'].map((id) => ({
      ...reviews[0],
      review_id: id,
      user_id: 'u',
      date: '2024-05-01 10:00:00',
    }))
    await bench.land('review', [
      ...same,
      { ...same[0], review_id: 'd', date: '2024-05-02 09:00:00' },
    ])
    const counts = await bench.rows(
      'select review_id, user_reviews_before, user_days_since_review from feat_reviews order by 1',
    )
    expect(
      counts.map((row) => [row['user_reviews_before'], row['user_days_since_review']]),
    ).toEqual([
      [0, null],
      [0, null],
      [0, null],
      [3, 1],
    ])
  })

  it('are empty for a review without author, business or date, which stays all the same', async () => {
    await bench.land('review', [{ review_id: 'x', text: 'fine' }, ...reviews.slice(0, 50)])
    const [row] = await bench.rows("select * from feat_reviews where review_id = 'x'")
    expect(row).toMatchObject({
      text: 'fine',
      user_reviews_before: null,
      business_mean_stars_before: null,
      sentiment: null,
    })
  })

  it('do not depend on the order in which the rows arrive, to the last bit', async () => {
    await bench.land('review', reviews)
    const once = await bench.rows(query)
    await bench.land('review', reviews.toReversed())
    expect(await bench.rows(query)).toEqual(once)
  })
})

/** Straight from the definition, review by review. */
function historyOf(review: Review, all: readonly Review[] = []) {
  const subjectKnown = all.length > 0 && review.date !== null
  if (!subjectKnown) return { reviews: null, mean: null, negative: null, days: null }
  const earlier = all.filter(({ date }) => date !== null && date < (review.date ?? ''))
  const stars = earlier.flatMap((other) => (other.stars === null ? [] : [other.stars]))
  const sum = stars.reduce((total, value) => total + value, 0)
  const last = earlier
    .map(({ date }) => date ?? '')
    .sort()
    .at(-1)
  return {
    reviews: earlier.length,
    mean: (sum + 3.7 * 4) / (stars.length + 4),
    negative: stars.length === 0 ? null : stars.filter((value) => value <= 2).length / stars.length,
    days: last === undefined ? null : dayNumber(review.date ?? '') - dayNumber(last),
  }
}

const dayNumber = (date: string) => Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / 86_400_000

const disturbed = (review: Review): Review => ({
  ...review,
  stars: review.stars === null ? 5 : 6 - review.stars,
  text: 'Everything is different now!',
  user_id: reviews[3].user_id,
  business_id: reviews[5].business_id,
})

function groupBy(column: 'user_id' | 'business_id'): Map<string, Review[]> {
  return Map.groupBy(
    reviews.filter((review) => review[column] !== null),
    (review) => String(review[column]),
  )
}

function sampleReviews(count: number): Review[] {
  const [first] = sampleDeliveries({ reviews: count, seed: 3 })
  const lines = first.find(({ source }) => source === 'review')?.lines() ?? []
  const found = new Map<string, Review>()
  for (const line of lines) {
    const review = tryParse(line)
    const isSound = review !== undefined && /^[\w-]{22}$/.test(review.review_id ?? '')
    if (isSound && !found.has(review.review_id)) found.set(review.review_id, review)
  }
  return [...found.values()]
}

function tryParse(line: string): Review | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
