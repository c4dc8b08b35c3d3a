import type { MonitorRecord } from '../contracts/records/monitoring.ts'
import { centreShiftIn } from './centre-shift.ts'
import { classSharesOf } from './class-shares.ts'
import type { Comparison } from './comparison.ts'
import { stabilityOf } from './population-stability.ts'
import { judge } from './verdict.ts'

/** Figures and verdict of a batch held against the reference of the model that scored it. */
export type ComparisonResult = Pick<
  MonitorRecord,
  'verdict' | 'reasons' | 'columns' | 'centre_shift' | 'classes'
>

/**
 * Holds a batch against a reference.
 *
 * @example const { verdict, reasons } = compare({ reference, batch, classes: ['no', 'yes'], settings })
 */
export function compare(comparison: Comparison): ComparisonResult {
  const { reference, batch } = comparison
  const { verdict, reasons } = judge(comparison)
  const comparable = batch.rows > 0 && reference.rows > 0
  return {
    verdict,
    reasons: [...reasons],
    columns: comparable
      ? reference.columns.map((column, i) => ({
          column: column.column,
          psi: stabilityOf(column, reference.rows, batch.columns[i], batch.rows).psi,
          missing: batch.columns[i].missing,
        }))
      : [],
    centre_shift: centreShiftIn(comparison),
    classes: classSharesOf(comparison).map(({ name, share, reference }) => ({
      ...{ name, share, reference },
    })),
  }
}
