import { describe, expect, it } from 'vitest'
import { sampleDeliveries } from '../../../scripts/generate-reviews.ts'

const linesOf = (delivery: number, source: string, options = {}) => [
  ...(sampleDeliveries(options)
    [delivery].find((file) => file.source === source)
    ?.lines() ?? []),
]

const parsed = (lines: readonly string[]): Record<string, unknown>[] =>
  lines.flatMap((line) => {
    try {
      return [JSON.parse(line)]
    } catch {
      return []
    }
  })

const isValid = (review: Record<string, unknown>) =>
  typeof review.review_id === 'string' &&
  !review.review_id.endsWith('~bad') &&
  (review.stars === null || typeof review.stars === 'number')

describe('the sample data', () => {
  const lines = linesOf(0, 'review')
  const reviews = parsed(lines).filter(isValid)
  const later = parsed(linesOf(1, 'review')).filter(isValid)

  it('is the same for the same seed and another for another one', () => {
    const few = { reviews: 300, second: 20 }
    expect(linesOf(0, 'review', few)).toEqual(linesOf(0, 'review', few))
    expect(linesOf(0, 'review', { ...few, seed: 8 })).not.toEqual(linesOf(0, 'review', few))
  })

  it('has as many different reviews as asked for, and some of them twice', () => {
    const ids = new Set(reviews.map((review) => review.review_id))
    expect(ids.size).toBe(5000)
    expect(reviews.length).toBeGreaterThan(5010)
    expect(new Set(later.map((review) => review.review_id)).size).toBe(600)
  })

  it('holds bad lines, fewer than the 1 % that would stop a run', () => {
    const bad = lines.length - reviews.length
    expect(bad).toBeGreaterThan(5)
    expect(bad / lines.length).toBeLessThan(0.01)
  })

  it('holds every kind of review: rated and unrated, without author, without text, equal texts under two ids', () => {
    const stars = new Set(reviews.map((review) => review.stars))
    expect([...stars].sort()).toEqual([1, 2, 3, 4, 5, null].sort())
    expect(reviews.some((review) => review.user_id === null)).toBe(true)
    expect(reviews.some((review) => review.text === null)).toBe(true)
    const texts = new Map(reviews.map((review) => [review.review_id, review.text]))
    const long = [...texts.values()].filter((text) => typeof text === 'string' && text.length > 120)
    expect(new Set(long).size).toBeLessThan(long.length)
  })

  it('writes the second delivery later than all of the first', () => {
    const last =
      reviews
        .map((review) => String(review.date))
        .sort()
        .at(-1) ?? ''
    expect(later.every((review) => String(review.date) > last)).toBe(true)
  })

  it('names authors and businesses that are in their files, apart from a few', () => {
    const users = new Set(
      [0, 1].flatMap((day) => linesOf(day, 'user')).map((line) => line.split(',')[0]),
    )
    const businesses = new Set(
      [0, 1]
        .flatMap((day) => parsed(linesOf(day, 'business')))
        .map((business) => business.business_id),
    )
    const known = reviews.filter((review) => users.has(String(review.user_id))).length
    expect(known / reviews.length).toBeGreaterThan(0.97)
    expect(known).toBeLessThan(reviews.length)
    expect(reviews.every((review) => businesses.has(review.business_id))).toBe(true)
  })
})
