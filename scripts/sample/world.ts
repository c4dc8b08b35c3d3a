import { idFor, type Random, randomFor } from './random.ts'
import { firstNames, places, type Sector, sectors, surnames } from './sectors.ts'
import { type Voice, writeText } from './write-text.ts'

/**
 * Users, businesses and reviews, each a function of the seed and its own number: nothing is kept, so any amount can be
 * made in constant memory. Users and businesses come and go; what is known of them before a review stays alike over time.
 */
export interface World {
  readonly seed: number
  /** Reviews of the first delivery. Numbers from here on are of the second one. */
  readonly reviews: number
}

export interface Review {
  readonly review_id: string
  readonly user_id: string | null
  readonly business_id: string
  readonly stars: number | null
  readonly useful: number
  readonly funny: number
  readonly cool: number
  readonly text: string | null
  readonly date: string
}

const reviewsPerUser = 7
const reviewsPerBusiness = 25
const firstDay = Date.UTC(2022, 0, 1)
/** The first delivery covers two years. */
const span = 730 * 86_400_000

/** Numbers of the users and businesses that can occur before review `end`. */
export const usersBefore = (world: World, end: number) =>
  Math.floor(end / reviewsPerUser) + userWindow(world)
export const businessesBefore = (world: World, end: number) =>
  Math.floor(end / reviewsPerBusiness) + businessWindow(world)
const userWindow = ({ reviews }: World) => 20 + Math.floor((reviews / reviewsPerUser) * 0.12)
const businessWindow = ({ reviews }: World) => 8 + Math.floor((reviews / reviewsPerBusiness) * 0.5)

export function reviewAt(world: World, number: number): Review {
  const later = number >= world.reviews
  const random = randomFor(world.seed, 'review', number)
  const user = userAt(
    world,
    chooseActive(
      random,
      number / reviewsPerUser,
      userWindow(world),
      (n) => userAt(world, n).active,
    ),
  )
  const businessNumber = chooseActive(
    random,
    number / reviewsPerBusiness,
    businessWindow(world),
    () => 0.6,
  )
  const business = businessAt(world, businessNumber)
  const content = 0.6 + business.quality + random.normal() * 0.95 - (later ? 0.12 : 0)
  const stars = starsFor(content + user.lenience + random.normal() * 0.16)
  const spoken = copied(world, number)
  return {
    review_id: idFor(world.seed, 'review', number),
    user_id: random.chance(0.005) ? null : user.id,
    business_id: business.id,
    stars: random.chance(later ? 0.35 : 0.015) ? null : stars,
    useful: votes(random),
    funny: votes(random),
    cool: votes(random),
    text: random.chance(0.003)
      ? null
      : (spoken ?? writeText(random, user.voice, business, { content, later })),
    date: timestamp(momentOf(world, number) + random.int(60_000)),
  }
}

/** Now and then the same text is posted under another id. */
function copied(world: World, number: number): string | null {
  if (number < 40 || number % 211 !== 40) return null
  return reviewAt(world, number - 13).text
}

const momentOf = (world: World, number: number) =>
  firstDay + Math.floor((number / world.reviews) * span)

export interface User {
  readonly id: string
  readonly active: number
  /** Stars given above what the author's words say. */
  readonly lenience: number
  readonly voice: Voice
  readonly name: string
}

export function userAt(world: World, number: number): User {
  const random = randomFor(world.seed, 'user', number)
  return {
    id: idFor(world.seed, 'user', number),
    active: 0.08 + 0.92 * random.next() ** 3,
    lenience: random.normal() * 0.36,
    voice: {
      wordy: random.next(),
      sloppy: random.next() ** 2,
      loud: random.next() ** 2,
      fondOfEmoji: random.chance(0.25) ? random.next() : 0,
      spanish: random.chance(0.05),
    },
    name: random.pick(firstNames),
  }
}

export interface Business {
  readonly id: string
  readonly name: string
  readonly sector: Sector
  readonly city: string
  readonly state: string
  readonly postal: string
  /** What a visit is worth on the whole: about -1.5 to 1.5. */
  readonly quality: number
}

export function businessAt(world: World, number: number): Business {
  const random = randomFor(world.seed, 'business', number)
  const sector = random.pick(sectors)
  const [city, state, postal] = random.pick(places)
  return {
    id: idFor(world.seed, 'business', number),
    name: random.pick(sector.names).replace('{n}', random.pick(surnames)),
    sector,
    city,
    state,
    postal: `${postal}${String(random.int(100)).padStart(2, '0')}`,
    quality: random.normal() * 0.62,
  }
}

/** One of those around at this time, the busy ones more often. */
function chooseActive(
  random: Random,
  position: number,
  window: number,
  active: (n: number) => number,
) {
  let chosen = Math.floor(position)
  for (let attempt = 0; attempt < 8; attempt++) {
    chosen = Math.floor(position) + random.int(window)
    if (random.chance(active(chosen))) break
  }
  return chosen
}

const starsFor = (value: number) =>
  value < -0.72 ? 1 : value < -0.2 ? 2 : value < 0.28 ? 3 : value < 0.95 ? 4 : 5

const votes = (random: Random) => Math.floor(random.next() ** 4 * 9)

const timestamp = (moment: number) => new Date(moment).toISOString().slice(0, 19).replace('T', ' ')
