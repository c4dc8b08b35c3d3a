import type { Finding, Statistic } from './comparison.ts'
import { counted } from './words.ts'

/** Rows that were turned away and data tests that said no, in the run that scored. */
export const quality: Statistic = {
  name: 'quality',
  findings: ({ batch }) => {
    const { accepted, rejected, tests_failed, tests_warned } = batch.quality
    const findings: Finding[] = []
    const say = (verdict: Finding['verdict'], message: string) =>
      findings.push({ monitor: quality.name, verdict, message })
    if (rejected > 0) {
      const offered = counted(accepted + rejected, 'arrived row')
      say(
        'fine',
        `${rejected.toLocaleString('en-US')} of ${offered} went to quarantine, within the limit.`,
      )
    }
    if (tests_failed > 0) say('look', `${counted(tests_failed, 'data test')} failed.`)
    if (tests_warned > 0) say('look', `${counted(tests_warned, 'data test')} warned.`)
    return findings
  },
}
