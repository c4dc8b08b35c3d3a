import type { Algorithm } from './algorithm.ts'
import { fitLogistic, strengths } from './linear.ts'

/** Multinomial logistic regression on the text's weighted n-grams, numbers and categories. */
export const linearText: Algorithm = {
  name: 'linear_text',
  text: 'ngrams',
  readsFeatures: true,
  grid: (settings) => strengths(settings.search.linear_text),
  unusable(dataset) {
    if (dataset.text === undefined) return 'no text column is declared under features.text'
    if (dataset.text.ngrams === undefined) return 'the text encoder gives no n-grams'
    return undefined
  },
  fit: fitLogistic,
}
