const subjects = [
  'the soup',
  'the staff',
  'our waiter',
  'the pizza',
  'service',
  'the room',
  'breakfast',
  'the coffee',
]
const verbs = ['was', 'seemed', 'is always', 'was not', 'turned out']
const qualities = [
  'cold and bland',
  'friendly',
  'rude',
  'delicious',
  'quick',
  'slow',
  'clean',
  'dirty',
  'worth every cent',
]
const endings = ['!', '.', '...', ', sadly.', ' and we will return!', ' — never again', ' 😀', '']

/** Short texts about restaurants, all different, the same at every call. */
export function sampleTexts(count: number): string[] {
  const pick = (from: readonly string[], i: number) => from[i % from.length]
  return Array.from({ length: count }, (_, i) => {
    const first = `${pick(subjects, i)} ${pick(verbs, i * 3 + 1)} ${pick(qualities, i * 5 + (i >> 3))}`
    const second = `${pick(subjects, i * 7 + 3)} ${pick(verbs, i >> 2)} ${pick(qualities, i >> 1)}`
    return `${first}${pick(endings, i >> 3)} ${second}${pick(endings, i)} visit ${i}`
  })
}
