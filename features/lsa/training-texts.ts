import { sha256 } from '../../contracts/digest.ts'
import { textDigest } from '../text-digest.ts'
import { lsa } from './config.ts'

/** What an lsa encoder is fitted on. Neither the order of the rows nor their repetitions matter. */
export interface TrainingTexts {
  /** Distinct texts in the order of their digests, those of the smallest digests when there are many. */
  readonly texts: readonly string[]
  /** SHA-256 over the digests of all distinct texts, in order. */
  readonly digest: string
  /** All distinct texts. */
  readonly count: number
}

/** The digests of the texts to be fitted on, in order, and the identity of the whole. */
export function selectDigests(digests: Iterable<string>): {
  readonly selected: readonly string[]
  readonly digest: string
  readonly count: number
} {
  const distinct = [...new Set(digests)].sort()
  return {
    selected: distinct.slice(0, lsa.vocabularyTexts),
    digest: sha256(distinct.join('\n')),
    count: distinct.length,
  }
}

export function trainingTexts(texts: Iterable<string>): TrainingTexts {
  const byDigest = new Map<string, string>()
  for (const text of texts) byDigest.set(textDigest(text), text)
  const { selected, digest, count } = selectDigests(byDigest.keys())
  return { texts: selected.map((key) => byDigest.get(key) as string), digest, count }
}
