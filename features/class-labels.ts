import { ProductError } from '../contracts/errors/product-error.ts'
import type { ColumnData } from '../contracts/ports/sql-engine.ts'
import type { FeatureView } from './feature-view.ts'

/** Finds the class of a label value as the SQL gave it; -1 for NULL. Throws FEATURE_LABEL_UNKNOWN. */
export type ClassOf = (column: ColumnData, row: number, key: string) => number

export function classFinder(view: FeatureView): ClassOf {
  const byText = new Map(view.classes.map(({ value }, index) => [String(value), index]))
  const byNumber = new Map(view.classes.map(({ value }, index) => [Number(value), index]))
  return (column, row, key) => {
    const value = column.values[row]
    if (value === null || (column.kind === 'number' && Number.isNaN(value))) return -1
    const index = typeof value === 'number' ? byNumber.get(value) : byText.get(String(value))
    if (index === undefined) throw unknownLabel(view, String(value), key)
    return index
  }
}

const unknownLabel = (view: FeatureView, value: string, key: string) =>
  new ProductError('FEATURE_LABEL_UNKNOWN', {
    message: `The row ${view.entity} = "${key}" of "${view.relation}" has the label ${view.label} = ${value}; the declared classes are ${view.classes
      .map((item) => `${item.value} (${item.name})`)
      .join(', ')}. No model was trained.`,
    data: { key, value, column: view.label },
  })
