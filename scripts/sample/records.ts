import { csvLine } from './csv.ts'
import { randomFor } from './random.ts'
import {
  type Business,
  businessAt,
  type Review,
  reviewAt,
  type User,
  userAt,
  type World,
} from './world.ts'

/** A line of the review file: JSON, and now and then something that only looks like it. */
export function* reviewLines(world: World, number: number): Generator<string> {
  const random = randomFor(world.seed, 'line', number)
  const review = reviewAt(world, number)
  yield JSON.stringify(review)
  if (random.chance(0.004)) yield damaged(review, random.int(5))
  if (random.chance(0.004)) yield JSON.stringify(review)
  if (random.chance(0.004))
    yield JSON.stringify({ ...review, text: `${review.text ?? ''} Update: still true.` })
}

/** A record of its own that cannot be taken in. */
function damaged(review: Review, kind: number): string {
  const other = { ...review, review_id: `${review.review_id.slice(0, -4)}~bad` }
  switch (kind) {
    case 0:
      return JSON.stringify({ ...other, stars: 'five' })
    case 1:
      return JSON.stringify({ ...other, date: '2023-13-45 25:61:00' })
    case 2:
      return JSON.stringify({ ...other, review_id: null })
    case 3:
      return JSON.stringify({ ...other, useful: 'many' })
    default:
      return JSON.stringify(other).slice(0, 140)
  }
}

export const userHeader =
  'user_id,name,review_count,yelping_since,useful,funny,cool,elite,friends,fans,average_stars'

/** A line of the user file, CSV. One user in a hundred is not in the file. */
export function* userLines(world: World, number: number): Generator<string> {
  const random = randomFor(world.seed, 'user line', number)
  if (random.chance(0.01)) return
  yield csvLine(userValues(userAt(world, number), world, number))
  if (random.chance(0.004)) yield csvLine(['', 'nobody', 'x', '', 0, 0, 0, '', '', 0, ''])
}

function userValues(user: User, world: World, number: number): (string | number)[] {
  const random = randomFor(world.seed, 'user facts', number)
  const friends = Array.from(
    { length: random.int(4) },
    () => userAt(world, random.int(number + 50)).id,
  )
  const elite = random.chance(0.06) ? ['2021', '2022'] : []
  const joined = new Date(Date.UTC(2010 + random.int(12), random.int(12), 1 + random.int(28)))
  return [
    user.id,
    random.chance(0.02) ? `${user.name} "Foodie", Jr.` : user.name,
    3 + Math.floor(random.next() ** 3 * 240),
    joined.toISOString().slice(0, 10),
    random.int(90),
    random.int(30),
    random.int(40),
    elite.join(','),
    friends.join(', '),
    Math.floor(random.next() ** 4 * 60),
    Math.min(5, Math.max(1, 3.7 + user.lenience * 1.5 + random.normal() * 0.4)).toFixed(2),
  ]
}

/** A line of the business file: JSON with nested attributes and hours, either of which may be null. */
export function* businessLines(world: World, number: number): Generator<string> {
  const random = randomFor(world.seed, 'business facts', number)
  const business = businessAt(world, number)
  yield JSON.stringify({
    business_id: business.id,
    name: business.name,
    address: random.chance(0.03)
      ? ''
      : `${1 + random.int(9900)} ${random.pick(['Main St', 'Oak Ave', 'W 5th St', 'Market St'])}`,
    city: business.city,
    state: business.state,
    postal_code: business.postal,
    latitude: Number((33 + random.next() * 8).toFixed(7)),
    longitude: Number((-112 + random.next() * 36).toFixed(7)),
    stars: Math.round(Math.min(5, Math.max(1, 3.6 + business.quality)) * 2) / 2,
    review_count: 5 + random.int(400),
    is_open: random.chance(0.85) ? 1 : 0,
    attributes: random.chance(0.1) ? null : attributes(business, random.int(4)),
    categories: random.chance(0.01) ? null : business.sector.categories.join(', '),
    hours: random.chance(0.15)
      ? null
      : { Monday: '8:0-18:0', Friday: '8:0-22:0', Saturday: '10:0-22:0' },
  })
}

const attributes = ({ sector }: Business, price: number) => ({
  BusinessAcceptsCreditCards: 'True',
  BusinessParking: "{'garage': False, 'street': True}",
  ...(sector.categories.includes('Restaurants')
    ? { RestaurantsPriceRange2: String(1 + price) }
    : {}),
})
