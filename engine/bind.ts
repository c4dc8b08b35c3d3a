import { identify } from '../contracts/digest.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { type Column, SqlFailure } from '../contracts/ports/sql-engine.ts'
import { sourceRelation } from '../contracts/project/names.ts'
import { attemptAsync } from './attempt.ts'
import { bindError } from './bind/bind-error.ts'
import { canonicalTypes, type WrittenType } from './bind/canonical-types.ts'
import { columnFaults, relationColumns } from './bind/check-model.ts'
import { pipelineFaults } from './bind/check-pipeline.ts'
import { EmptyRelations } from './bind/empty-relations.ts'
import { compileTests } from './data-tests/compile-tests.ts'
import type { CompiledTest } from './data-tests/compiled-test.ts'
import { sourceColumns } from './project/check-sources.ts'
import type { Project } from './project/project.ts'
import { mapInOrder, mapLimited } from './slots.ts'
import type {
  CompiledModel,
  CompiledProject,
  PassContext,
  ResolvedModel,
  ResolvedTest,
  Stage,
} from './stages.ts'

/**
 * Runs the whole project through the engine's binder: sources are empty tables of their declared types, and so is every model
 * once its columns are known. No data is read.
 */
export async function bind(
  ordered: Stage<ResolvedModel, ResolvedTest>,
  context: PassContext,
): Promise<CompiledProject> {
  const relations = new EmptyRelations(context.session)
  try {
    const types = await canonicalTypes(
      writtenTypes(ordered.project),
      context.session,
      context.report,
    )
    await createSources(ordered.project, types, relations)
    const bound = await bindModels(ordered, types, relations, context)
    const compiled = await bindTests(ordered, bound, relations, context)
    const columnsOf = (model: string) => relations.columns(model)
    for (const fault of pipelineFaults(ordered.project, columnsOf)) context.report(fault)
    return compiled
  } finally {
    await relations.drop()
  }
}

const writtenTypes = ({ sources, models, places }: Project): readonly WrittenType[] => [
  ...sources.flatMap(({ columns }, i) =>
    columns.flatMap(({ type }, j) =>
      places.sources === undefined
        ? []
        : [{ type, at: places.sources.value(['sources', i, 'columns', j, 'type']) }],
    ),
  ),
  ...models.flatMap(({ described }) =>
    (described?.value.columns ?? []).flatMap(({ type }, j) =>
      type === undefined || described === undefined
        ? []
        : [{ type, at: described.places.value(['columns', j, 'type']) }],
    ),
  ),
]

async function createSources(
  { sources }: Project,
  types: ReadonlyMap<string, string>,
  relations: EmptyRelations,
): Promise<void> {
  for (const { name, columns } of sources) {
    const declared = columns.flatMap((column) => {
      const type = types.get(column.type)
      return type === undefined ? [] : [{ name: column.name, type }]
    })
    // A source with a type that is none was reported; what reads it is left out.
    if (declared.length < columns.length) continue
    await relations.create(sourceRelation(name), [...declared, ...sourceColumns])
  }
}

async function bindModels(
  ordered: Stage<ResolvedModel, ResolvedTest>,
  types: ReadonlyMap<string, string>,
  relations: EmptyRelations,
  { session, report }: PassContext,
): Promise<readonly CompiledModel[]> {
  const byName = new Map(ordered.models.map((model) => [model.file.name, model]))
  const bound = await mapInOrder(ordered.models, {
    needs: ({ inputs }) => inputs.flatMap(({ relation }) => byName.get(relation) ?? []),
    work: bindModel,
  })
  return bound.flatMap((model) => model ?? [])

  async function bindModel(model: ResolvedModel): Promise<CompiledModel | undefined> {
    if (!relations.hasAll(model.inputs)) return undefined
    const columns = await attemptAsync(report, async () =>
      relationColumns(model, await describe(model)),
    )
    if (columns === undefined) return undefined
    for (const fault of columnFaults(model, columns, types)) report(fault)
    await relations.create(model.file.name, columns)
    const { name } = model.file
    return { ...model, name, columns, tests: [], contractDigest: contract(model, types) }
  }

  async function describe(model: ResolvedModel): Promise<readonly Column[]> {
    try {
      return await session.describe(model.sql)
    } catch (error) {
      if (error instanceof SqlFailure)
        throw bindError(model, error, relations.columnNames(model.inputs))
      throw error
    }
  }
}

/** Digest of what the YAML file promises about columns; descriptions and tests promise nothing about them. */
const contract = ({ file }: ResolvedModel, types: ReadonlyMap<string, string>): string =>
  identify({
    on: file.described?.value.contract ?? false,
    types: (file.described?.value.columns ?? []).flatMap(({ name, type }) =>
      type === undefined ? [] : [[name, types.get(type) ?? type]],
    ),
  })

async function bindTests(
  ordered: Stage<ResolvedModel, ResolvedTest>,
  bound: readonly CompiledModel[],
  relations: EmptyRelations,
  { session, report, volatile }: PassContext,
): Promise<CompiledProject> {
  const scene = {
    session,
    report,
    columnsOf: (model: string) => relations.columns(model),
    models: new Set(ordered.project.models.map(({ name }) => name)),
    volatile,
  }
  const models = await mapLimited(bound, async (model) => ({
    ...model,
    tests: await compileTests(model, scene),
  }))
  const position = new Map(bound.map(({ name }, index) => [name, index]))
  const singularTests: CompiledTest[] = []
  for (const test of ordered.tests) {
    if (!relations.hasAll(test.inputs)) continue
    const compiled = await attemptAsync(report, () => bindSingular(test))
    if (compiled !== undefined) singularTests.push(compiled)
  }
  return { project: ordered.project, models, singularTests }

  async function bindSingular(test: ResolvedTest): Promise<CompiledTest> {
    try {
      await session.describe(test.sql)
    } catch (error) {
      if (error instanceof SqlFailure)
        throw bindError(test, error, relations.columnNames(test.inputs))
      throw error
    }
    const reads = test.inputs.map(({ relation }) => relation)
    if (reads.length === 0) throw readsNothing(test)
    const last = reads.toSorted((a, b) => (position.get(b) ?? -1) - (position.get(a) ?? -1))[0]
    return {
      name: test.file.name,
      model: last,
      severity: test.config.severity,
      sql: test.sql,
      problem: '{rows} found',
      digest: test.sqlDigest,
      reads,
      at: test.map(0),
    }
  }
}

const readsNothing = ({ file, map }: ResolvedTest) =>
  new ProductError('TEST_INVALID', {
    message: `The test "${file.name}" reads no model, so there is nothing that it tests.`,
    hint: 'Read a model with {{ref "model"}}.',
    at: map(0),
  })
