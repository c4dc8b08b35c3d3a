import type { Verdict } from '../contracts/records/monitoring.ts'
import type { Comparison, Finding, Statistic } from './comparison.ts'
import { percent } from './words.ts'

/** Standard normal deviate beyond which two shares differ for sure: two-sided 99.9 %. */
const certainty = 3.2905
/** A share is another one when it, or what it leaves over, changed by this factor. */
const clearFactor = 2
const retrainFactor = 3

export interface ClassShare {
  readonly share: number
  readonly rows: number
}
export interface Bounds {
  readonly minimum: number
  readonly maximum: number
}

/**
 * Judges how often a class is predicted. Nothing is said of a difference that chance may have made (99.9 %, by the
 * interval of Agresti and Caffo, 2000, which holds for few rows and rare classes too). A class that was within the bounds on the held-out rows is worth a look once it is outside. A class that was
 * outside already is naturally rare (or common): it is worth a look only when its share, or what it leaves over, has changed
 * by a factor of 2. Either calls for retraining from a factor of 3.
 */
export function judgeShare(now: ClassShare, before: ClassShare, bounds: Bounds): Verdict {
  if (Math.abs(deviateOf(now, before)) <= certainty) return 'fine'
  const factor = factorOf(now, before)
  const remarkable = isOutside(before.share, bounds)
    ? factor >= clearFactor
    : isOutside(now.share, bounds)
  if (!remarkable) return 'fine'
  return factor >= retrainFactor ? 'retrain' : 'look'
}

const isOutside = (share: number, { minimum, maximum }: Bounds): boolean =>
  share < minimum || share > maximum

/** Difference of two shares in standard errors, after one row of the class and one of the others were added to each side. */
function deviateOf(now: ClassShare, before: ClassShare): number {
  if (now.rows === 0 || before.rows === 0) return 0
  const [a, b] = [now, before].map(({ share, rows }) => (share * rows + 1) / (rows + 2))
  const variance = (a * (1 - a)) / (now.rows + 2) + (b * (1 - b)) / (before.rows + 2)
  return (a - b) / Math.sqrt(variance)
}

/** By what factor the smaller of share and remainder changed; none of either counts as half a row. */
function factorOf(now: ClassShare, before: ClassShare): number {
  const ratio = (a: number, b: number) => {
    const [x, y] = [Math.max(a, 0.5 / now.rows), Math.max(b, 0.5 / before.rows)]
    return Math.max(x / y, y / x)
  }
  return Math.max(ratio(now.share, before.share), ratio(1 - now.share, 1 - before.share))
}

/** Share of a class now and on the held-out rows. */
export const classSharesOf = ({ reference, batch, classes }: Comparison) => {
  const rows = batch.classCounts.reduce((sum, count) => sum + count, 0)
  return classes.map((name, i) => ({
    name,
    share: rows === 0 ? 0 : batch.classCounts[i] / rows,
    reference: reference.class_shares[i],
    rows,
  }))
}

/** Classes that are predicted much more or less often than they were on held-out rows. */
export const classShares: Statistic = {
  name: 'class_shares',
  findings: (comparison) => {
    const { class_share_minimum: minimum, class_share_maximum: maximum } = comparison.settings
    return classSharesOf(comparison).flatMap(({ name, share, reference, rows }): Finding[] => {
      const before = { share: reference, rows: comparison.reference.class_rows }
      const verdict = judgeShare({ share, rows }, before, { minimum, maximum })
      if (verdict === 'fine') return []
      const message = `"${name}" is predicted for ${percent(share)} of the rows; on the held-out rows of training it was ${percent(reference)}.`
      return [{ monitor: classShares.name, verdict, message }]
    })
  },
}
