import { describe, expect, test } from 'vitest'
import { TermWeigher } from '../../../../features/lsa/term-weigher.ts'
import { chooseVocabulary } from '../../../../features/lsa/vocabulary.ts'

const texts = [
  'the food was good',
  'the food was not good at all',
  'the staff was rude and the food cold',
  'good good good staff',
  'cold cold food',
]

// scikit-learn 1.9.1: TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2).fit_transform(texts)
const published: readonly Readonly<Record<string, number>>[] = [
  {
    the: 0.402946,
    food: 0.338971,
    was: 0.402946,
    good: 0.402946,
    'the food': 0.402946,
    'food was': 0.485424,
  },
  {
    the: 0.402946,
    food: 0.338971,
    was: 0.402946,
    good: 0.402946,
    'the food': 0.402946,
    'food was': 0.485424,
  },
  {
    the: 0.581533,
    food: 0.288932,
    was: 0.343463,
    'the food': 0.343463,
    staff: 0.413766,
    cold: 0.413766,
  },
  { good: 0.867266, staff: 0.497846 },
  { food: 0.381273, cold: 0.924463 },
]

const config = { dimensions: 8, max_terms: 1000, min_count: 2 }

/** Weights of a row's word n-grams by term, scaled to unit length without the character n-grams. */
function wordWeights(row: number): Record<string, number> {
  const vocabulary = chooseVocabulary(texts, config)
  const { offsets, ids, weights } = new TermWeigher(vocabulary).weigh(texts)
  const entries = [...ids]
    .slice(offsets[row], offsets[row + 1])
    .map((id, i): [number, number] => [id, weights[offsets[row] + i]])
    .filter(([id]) => id < vocabulary.words)
  const length = Math.hypot(...entries.map(([, weight]) => weight))
  return Object.fromEntries(entries.map(([id, weight]) => [vocabulary.terms[id], weight / length]))
}

describe('weights of n-grams', () => {
  test.each(published.map((expected, row) => [row, expected] as const))(
    'of the words of text %i are those of scikit-learn',
    (row, expected) => {
      const weights = wordWeights(row)
      expect(Object.keys(weights).sort()).toEqual(Object.keys(expected).sort())
      for (const [term, weight] of Object.entries(expected))
        expect(weights[term]).toBeCloseTo(weight, 5)
    },
  )

  test('make rows of unit length with rising ids, and an empty row where nothing is known', () => {
    const weigher = new TermWeigher(chooseVocabulary(texts, config))
    const { offsets, ids, weights, width } = weigher.weigh(['the good staff', '', '☃ qqq'])
    expect([...offsets.slice(1)]).toEqual([ids.length, ids.length, ids.length])
    expect(Math.hypot(...weights)).toBeCloseTo(1, 6)
    expect([...ids]).toEqual([...ids].sort((a, b) => a - b))
    expect(Math.max(...ids)).toBeLessThan(width)
  })

  test('of a text do not depend on the texts beside it', () => {
    const weigher = new TermWeigher(chooseVocabulary(texts, config))
    const alone = weigher.weigh([texts[2]])
    const { offsets, ids, weights } = weigher.weigh([texts[0], 'cold '.repeat(999), texts[2]])
    expect([...ids.slice(offsets[2])]).toEqual([...alone.ids])
    expect([...weights.slice(offsets[2])]).toEqual([...alone.weights])
  })

  test('of a misspelt word come from its characters', () => {
    const many = [
      ...Array.from({ length: 40 }, (_, i) => `restaurant number ${i}`),
      ...['a restaurnat', 'restaurnat food', 'best restaurnat'],
    ]
    const vocabulary = chooseVocabulary(many, config)
    const { ids } = new TermWeigher(vocabulary).weigh(['restaurantt'])
    const terms = [...ids].map((id) => vocabulary.terms[id])
    expect(terms).toEqual(expect.arrayContaining([' res', 'rest', 'aur']))
    const known = new TermWeigher(vocabulary).weigh(['restaurant'])
    expect([...known.ids].map((id) => vocabulary.terms[id])).toEqual(['restaurant'])
  })

  test('of a script without spaces come from its characters', () => {
    const thai = ['อาหารอร่อยมาก', 'อาหารไม่อร่อย', 'บริการดีมาก', 'บริการไม่ดีเลย']
    const vocabulary = chooseVocabulary(thai, config)
    const { offsets, ids } = new TermWeigher(vocabulary).weigh(['อาหารดี', 'บริการอร่อย'])
    const terms = [...ids].map((id) => vocabulary.terms[id])
    expect(terms.slice(0, offsets[1])).toContain('อาหาร')
    expect(terms.slice(offsets[1])).toContain('ริการ')
  })
})

describe('the vocabulary', () => {
  test('keeps the n-grams of most texts, the most frequent first, in whatever order the texts come', () => {
    const small = { ...config, max_terms: 8 }
    const vocabulary = chooseVocabulary(texts, small)
    expect(vocabulary.words).toBe(6)
    expect(vocabulary.terms[0]).toBe('food')
    expect([...vocabulary.frequency.slice(0, 6)]).toEqual([4, 3, 3, 3, 3, 2])
    expect(chooseVocabulary([...texts].reverse(), small)).toEqual(vocabulary)
  })

  test('is empty when no n-gram is frequent enough', () => {
    expect(chooseVocabulary(['one', 'two'], config).terms).toEqual([])
  })
})
