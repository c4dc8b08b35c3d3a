import type { Algorithm } from './algorithm.ts'
import { fitLogistic, strengths } from './linear.ts'

/** Multinomial logistic regression on the text's vector, numbers and categories. */
export const logisticRegression: Algorithm = {
  name: 'logistic_regression',
  text: 'vectors',
  readsFeatures: true,
  grid: (settings) => strengths(settings.search.logistic_regression),
  unusable: (dataset) =>
    dataset.numeric.length + dataset.categorical.length === 0 && dataset.text === undefined
      ? 'there is no feature to learn from'
      : undefined,
  fit: fitLogistic,
}
