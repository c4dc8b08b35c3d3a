import type { Finding, Statistic } from './comparison.ts'
import { counted } from './words.ts'

/** Batches too small to say much. */
export const rowCount: Statistic = {
  name: 'row_count',
  findings: ({ batch, settings }) => {
    if (batch.rows === 0) return [note('No row was scored, so there was nothing to compare.')]
    if (batch.rows >= settings.minimum_rows) return []
    return [
      note(
        `Only ${counted(batch.rows, 'row')} ${batch.rows === 1 ? 'was' : 'were'} scored: fewer than ${settings.minimum_rows} never call for retraining.`,
      ),
    ]
  },
}

const note = (message: string): Finding => ({ monitor: rowCount.name, verdict: 'fine', message })
