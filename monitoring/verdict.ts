import type { Verdict } from '../contracts/records/monitoring.ts'
import type { Comparison, Finding } from './comparison.ts'
import { statistics } from './statistics.ts'

export interface Judgement {
  readonly verdict: Verdict
  /** In the order of the statistics; empty when nothing is remarkable. */
  readonly reasons: readonly Finding[]
}

const gravity: Readonly<Record<Verdict, number>> = { fine: 0, look: 1, retrain: 2 }

/** What all statistics together say. Fewer rows than the settings ask for never call for retraining: that becomes a look. */
export function judge(comparison: Comparison): Judgement {
  const few = comparison.batch.rows < comparison.settings.minimum_rows
  const reasons = statistics
    .flatMap((statistic) => statistic.findings(comparison))
    .map(
      (finding): Finding =>
        few && finding.verdict === 'retrain' ? { ...finding, verdict: 'look' } : finding,
    )
  return { verdict: worst(reasons.map((reason) => reason.verdict)), reasons }
}

const worst = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce((a, b) => (gravity[b] > gravity[a] ? b : a), 'fine')
