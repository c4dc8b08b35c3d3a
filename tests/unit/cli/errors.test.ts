import { describe, expect, it } from 'vitest'
import { errorText, errorValue, faultText } from '../../../cli/errors.ts'
import { plain } from '../../../cli/format/style.ts'
import { ProductError } from '../../../contracts/errors/product-error.ts'

const page = { width: 80, style: plain }
const error = new ProductError('MODEL_REF_UNKNOWN', {
  message: 'Model "feat_reviews" refers to "pri_review", which is not in the project.',
  hint: 'Did you mean "pri_reviews"?',
  at: {
    file: 'reviews/feature/feat_reviews.sql',
    line: 2,
    column: 22,
    text: 'with reviews as (\n    select * from {{ref "pri_review"}}\n)',
  },
})

describe('an error', () => {
  it('says what it is, what happened, where, and what to do', () => {
    expect(errorText(error, page)).toBe(
      [
        'Error A model refers to a model that is not in the project. MODEL_REF_UNKNOWN',
        '',
        '  Model "feat_reviews" refers to "pri_review", which is not in the project.',
        '',
        '  reviews/feature/feat_reviews.sql:2:22',
        '    1 │ with reviews as (',
        '  > 2 │     select * from {{ref "pri_review"}}',
        '      │                      ^',
        '    3 │ )',
        '',
        '  Next: Did you mean "pri_reviews"?',
      ].join('\n'),
    )
  })

  it('as data has its code and place, but not the text of the file', () => {
    expect(errorValue(error)).toEqual({
      code: 'MODEL_REF_UNKNOWN',
      title: 'A model refers to a model that is not in the project.',
      message: error.message,
      hint: error.hint,
      at: { file: 'reviews/feature/feat_reviews.sql', line: 2, column: 22 },
      data: {},
    })
  })

  it('lets no control character of a file name or value reach the terminal', () => {
    const wicked = new ProductError('SOURCE_UNKNOWN', {
      message: 'no \u001b[2J source',
      at: { file: 'a\u001b]0;x\u0007' },
    })
    expect(errorText(wicked, page)).not.toContain('\u001b')
  })

  it('that nobody foresaw is called a fault and shows its stack and cause', () => {
    const fault = faultText(new TypeError('x is undefined', { cause: new Error('the root') }), page)
    expect(fault).toContain('This is a fault in Millrace')
    expect(fault).toContain('errors.test.ts')
    expect(fault).toContain('the root')
  })
})
