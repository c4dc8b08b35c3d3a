import { aggregatesArea } from './table/aggregates.ts'
import { conditionsArea } from './table/conditions.ts'
import { datesArea } from './table/dates.ts'
import { nestedArea } from './table/nested.ts'
import { queriesArea } from './table/queries.ts'
import type { PortabilityArea } from './table/row.ts'
import { textsArea } from './table/texts.ts'
import { valuesArea } from './table/values.ts'

/** What is translated for Athena, what is refused, and why. Each row is run on both engines by the tests. */
export const portability: readonly PortabilityArea[] = [
  valuesArea,
  conditionsArea,
  textsArea,
  datesArea,
  nestedArea,
  aggregatesArea,
  queriesArea,
]
