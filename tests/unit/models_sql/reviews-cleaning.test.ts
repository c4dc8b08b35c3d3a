import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqlWorkbench, type Workbench } from './sql-workbench.ts'

let bench: Workbench
beforeAll(async () => {
  bench = await sqlWorkbench('reviews')
})
afterAll(() => bench.close())

const cleaned = () => bench.rows('select * from int_reviews_cleaned order by review_id')

describe('a review that arrives more than once', () => {
  const early = { review_id: 'r', text: 'first', stars: 2, _ingested_at: '2024-01-01 00:00:00' }
  const late = { review_id: ' r ', text: 'second', stars: 4, _ingested_at: '2024-01-02 00:00:00' }

  it('is kept once, as it arrived last, whatever the order of the rows and the blanks around its id', async () => {
    for (const rows of [
      [early, late],
      [late, early],
    ]) {
      await bench.land('review', rows)
      expect(await cleaned()).toMatchObject([{ review_id: 'r', text: 'second', stars: 4 }])
    }
  })

  it('within one file is kept as on its last line', async () => {
    await bench.land('review', [
      { ...early, text: 'line 1' },
      { ...early, text: 'line 2' },
    ])
    expect(await cleaned()).toMatchObject([{ text: 'line 2' }])
  })

  it('in two files of one moment is the same one every time', async () => {
    const twins = [
      { ...early, _source_file: 'a', _source_row: 1 },
      { ...early, text: 'other', _source_file: 'b', _source_row: 1 },
    ]
    await bench.land('review', twins)
    const once = await cleaned()
    await bench.land('review', twins.toReversed())
    expect(await cleaned()).toEqual(once)
  })
})

describe('the text of a review', () => {
  it.each([
    ['  a \r\n\t b  ', 'a b'],
    ['line\u2028break\u0000end', 'line break end'],
    ['no\u00a0break\u200bspace\ufeff', 'no break space'],
    ['great 😍👨‍👩‍👧 food', 'great 😍👨‍👩‍👧 food'],
    ['cafe\u0301', 'café'],
    ['¡Qué rico! — “10/10”', '¡Qué rico! — “10/10”'],
    ['', ''],
    [null, ''],
  ])('%j becomes %j', async (text, expected) => {
    await bench.land('review', [{ review_id: 'r', text }])
    expect(await cleaned()).toMatchObject([{ text: expected }])
  })
})

describe('the rating', () => {
  it.each([
    [1, 1, 0],
    [2, 2, 0],
    [3, 3, 1],
    [4, 4, 2],
    [5, 5, 2],
    [0, null, null],
    [6, null, null],
    [-1, null, null],
    [null, null, null],
  ])('%j is taken as %j, class %j', async (stars, rating, sentiment) => {
    await bench.land('review', [{ review_id: 'r', stars }])
    expect(await bench.rows('select stars from pri_reviews')).toEqual([{ stars: rating }])
    expect(await bench.rows('select sentiment from feat_reviews')).toEqual([{ sentiment }])
  })
})

describe('the shape of a text', () => {
  it('counts what a reader sees', async () => {
    await bench.land('review', [
      { review_id: 'r', text: 'SO good!!! Really? Well... www.x.yz 😍 42' },
    ])
    const [shape] = await bench.rows('select * from feat_review_texts')
    expect(shape).toMatchObject({
      text_characters: 40,
      text_words: 7,
      text_exclamation_marks: 3,
      text_question_marks: 1,
      text_ellipses: 1,
      text_shouted_words: 0,
      text_emoji: 1,
      text_has_link: true,
    })
    expect(shape['text_digit_share']).toBeCloseTo(2 / 40, 12)
    // Letters: SO good Really Well www x yz = 2 + 4 + 6 + 4 + 3 + 1 + 2; capitals: S, O, R, W.
    expect(shape['text_capital_share']).toBeCloseTo(4 / 22, 12)
  })

  it('knows capitals of other alphabets, and words that are shouted', async () => {
    await bench.land('review', [{ review_id: 'r', text: 'ÑAM ÑAM ok' }])
    expect(await bench.rows('select text_shouted_words from feat_review_texts')).toEqual([
      { text_shouted_words: 2 },
    ])
  })

  it('of an empty text is nothing, without a division by zero', async () => {
    await bench.land('review', [{ review_id: 'r', text: ' ' }])
    expect(await bench.rows('select * from feat_review_texts')).toMatchObject([
      { text_characters: 0, text_words: 0, text_mean_word_length: null, text_capital_share: null },
    ])
  })
})

describe('users and businesses', () => {
  it('are joined to their reviews; a review of unknown ones stays', async () => {
    await bench.land('user', [
      { user_id: 'u', yelping_since: '2015-02-30', elite: 'None', friends: 'a, b' },
    ])
    await bench.land('business', [
      { business_id: 'b', state: ' az ', categories: 'Thai, Food', latitude: 999 },
    ])
    await bench.land('review', [
      { review_id: '1', user_id: 'u', business_id: 'b' },
      { review_id: '2', user_id: 'nobody', business_id: null },
    ])
    expect(await bench.rows('select * from pri_reviews order by review_id')).toMatchObject([
      {
        has_known_user: true,
        user_joined_at: null,
        user_elite_years_snapshot: 0,
        user_friends_snapshot: 2,
        has_known_business: true,
        business_state: 'AZ',
      },
      { has_known_user: false, has_known_business: false, business_state: null },
    ])
    expect(await bench.rows('select latitude from int_businesses_cleaned')).toEqual([
      { latitude: null },
    ])
    expect(
      await bench.rows('select business_category from feat_reviews order by review_id'),
    ).toEqual([{ business_category: 'Thai' }, { business_category: null }])
  })

  it('keep personal names out of what follows the intermediate layer', async () => {
    const columns = await bench.rows(
      "select table_name, column_name from information_schema.columns where column_name like '%user_name%'",
    )
    expect(columns).toEqual([{ table_name: 'int_users_cleaned', column_name: 'user_name' }])
  })
})
