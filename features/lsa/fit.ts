import { ProductError } from '../../contracts/errors/product-error.ts'
import { type LsaConfig, lsa } from './config.ts'
import { LsaEncoder } from './lsa-encoder.ts'
import { lsaVersion } from './model-files.ts'
import { truncatedSvd } from './svd.ts'
import { TermWeigher } from './term-weigher.ts'
import type { TrainingTexts } from './training-texts.ts'
import { chooseVocabulary } from './vocabulary.ts'

/**
 * Fits an encoder: vocabulary and weights on up to 30,000 of the texts, the decomposition on up to 10,000. The same
 * texts, settings and seed give the same encoder. Throws ENCODER_TEXTS_TOO_FEW.
 *
 * @example
 * const encoder = fitLsa(trainingTexts(['good food', 'bad food']), { dimensions: 2, max_terms: 100, min_count: 1 }, 7)
 * const vectors = await encoder.encode(['good food'])
 */
export function fitLsa(training: TrainingTexts, config: LsaConfig, seed: number): LsaEncoder {
  const vocabulary = chooseVocabulary(training.texts, config)
  if (vocabulary.terms.length === 0) throw tooFew(training, config)
  const sample = training.texts.slice(0, lsa.decomposedTexts)
  const weighted = new TermWeigher(vocabulary).weigh(sample)
  return new LsaEncoder({
    version: lsaVersion(config, seed, training.digest),
    config,
    seed,
    textsDigest: training.digest,
    vocabulary,
    vectors: truncatedSvd(weighted, config.dimensions, seed).vectors,
  })
}

const tooFew = (training: TrainingTexts, config: LsaConfig) =>
  new ProductError('ENCODER_TEXTS_TOO_FEW', {
    message: `No text encoder was fitted: among ${training.count} distinct training texts no word occurs in at least ${config.min_count}.`,
  })
