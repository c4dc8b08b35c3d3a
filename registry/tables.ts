import type { CatalogColumn } from '../contracts/ports/catalog.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import type { Row } from '../contracts/ports/sql-engine.ts'
import { arrivalsRelation } from './relations/arrivals.ts'
import type { RelationDefinition } from './relations/define.ts'
import { encodersRelation } from './relations/encoders.ts'
import { environmentsRelation } from './relations/environments.ts'
import { eventsRelation } from './relations/events.ts'
import { lineageRelation } from './relations/lineage.ts'
import { modelAliasesRelation } from './relations/model-aliases.ts'
import { modelVersionsRelation } from './relations/model-versions.ts'
import { monitorClassesRelation } from './relations/monitor-classes.ts'
import { monitorColumnsRelation } from './relations/monitor-columns.ts'
import { monitorsRelation } from './relations/monitors.ts'
import { predictionSetsRelation } from './relations/prediction-sets.ts'
import { rejectionsRelation } from './relations/rejections.ts'
import { runsRelation } from './relations/runs.ts'
import { stepsRelation } from './relations/steps.ts'
import { tableVersionsRelation } from './relations/table-versions.ts'
import { testResultsRelation } from './relations/test-results.ts'

/** The registry as tables, in the order of the journey. */
const relations: readonly RelationDefinition[] = [
  runsRelation,
  stepsRelation,
  arrivalsRelation,
  rejectionsRelation,
  tableVersionsRelation,
  testResultsRelation,
  environmentsRelation,
  encodersRelation,
  modelVersionsRelation,
  modelAliasesRelation,
  lineageRelation,
  predictionSetsRelation,
  monitorsRelation,
  monitorColumnsRelation,
  monitorClassesRelation,
  eventsRelation,
]

/** A part of the registry as a flat table: values are text, numbers and booleans; times are ISO 8601 text in UTC. */
export interface RegistryRelation {
  readonly name: string
  readonly description: string
  readonly columns: readonly CatalogColumn[]
  readonly rows: readonly Row[]
}

export const registryRelationNames: readonly string[] = relations.map(({ name }) => name)

/**
 * The registry's tables with these names, as they stand now: of one project, or of all.
 *
 * @example const [runs] = await registryRelations(store, ['runs'])
 */
export const registryRelations = (
  store: ObjectStore,
  names: readonly string[] = registryRelationNames,
  project?: string,
): Promise<RegistryRelation[]> =>
  Promise.all(
    relations
      .filter(({ name }) => names.includes(name))
      .map(async ({ name, description, columns, rows }) => ({
        ...{ name, description, columns },
        rows: await rows(store, project),
      })),
  )
