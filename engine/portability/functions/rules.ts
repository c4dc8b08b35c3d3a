import type { Rule } from './call.ts'
import { conditionRules } from './conditions.ts'
import { dateRules } from './dates.ts'
import { listRules } from './lists.ts'
import { numberRules } from './numbers.ts'
import { textRules } from './texts.ts'

export { callOf } from './call.ts'

/** Every function that is translated, by DuckDB's name. Any other is refused. */
export const functionRules: Readonly<Record<string, Rule>> = {
  ...textRules,
  ...numberRules,
  ...dateRules,
  ...listRules,
  ...conditionRules,
}
