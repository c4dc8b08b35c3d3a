import type { TableVersion } from '../contracts/records/table-version.ts'
import type { FingerprintedModel } from './fingerprint.ts'
import type { CompiledModel } from './stages.ts'

export interface PlanContext {
  /** What the environment shows now, by relation. */
  readonly current: ReadonlyMap<string, TableVersion>
  /** The version of a model when the lake has it with its files, in this environment or any other. */
  readonly known: (model: CompiledModel, version: string) => Promise<TableVersion | undefined>
}

export interface PlannedModel extends FingerprintedModel {
  /** reuse: the lake has this version. build: it has to be made. */
  readonly action: 'build' | 'reuse'
  /** Why the version differs from the environment's: "new", "sql changed", "input raw_review changed"; "unchanged" when it does not, "file gone" when it has to be made again. */
  readonly reasons: readonly string[]
  /** The version as the lake has it, when it is reused. */
  readonly existing: TableVersion | undefined
}

/** Decides for every model whether its version exists or has to be built, and says what changed. */
export const plan = (
  models: readonly FingerprintedModel[],
  { current, known }: PlanContext,
): Promise<readonly PlannedModel[]> =>
  Promise.all(
    models.map(async (planned) => {
      const shown = current.get(planned.model.name)
      const existing = await known(planned.model, planned.version)
      const action = existing === undefined ? 'build' : 'reuse'
      return { ...planned, action, reasons: reasons(planned, shown, existing), existing }
    }),
  )

function reasons(
  planned: FingerprintedModel,
  shown: TableVersion | undefined,
  existing: TableVersion | undefined,
): readonly string[] {
  if (shown === undefined) return ['new']
  if (shown.version === planned.version) return [existing === undefined ? 'file gone' : 'unchanged']
  const parts = ['sql', 'config', 'contract', 'engine', 'format']
  return [
    ...parts
      .filter((part) => shown.fingerprint[part] !== planned.fingerprint[part])
      .map((part) => `${part} changed`),
    ...inputReasons(planned, shown),
  ]
}

function inputReasons(planned: FingerprintedModel, shown: TableVersion): readonly string[] {
  const before = new Map(shown.inputs.map(({ relation, version }) => [relation, version]))
  const now = new Set(planned.inputs.map(({ relation }) => relation))
  return [
    ...planned.inputs.flatMap(({ relation, version }) => {
      const old = before.get(relation)
      if (old === version) return []
      return [old === undefined ? `input ${relation} added` : `input ${relation} changed`]
    }),
    ...[...before.keys()]
      .filter((relation) => !now.has(relation))
      .map((relation) => `input ${relation} removed`),
  ]
}
