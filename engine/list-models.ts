import type { Column } from '../contracts/ports/sql-engine.ts'
import type { ModelLayer } from './project/project.ts'
import type { CompiledProject } from './stages.ts'

/** What a list of models shows of one. */
export interface ModelListing {
  readonly name: string
  readonly layer: ModelLayer
  readonly materialized: 'view' | 'table'
  readonly description: string | undefined
  readonly grain: string | undefined
  readonly columns: readonly Column[]
  /** Relations that it reads. */
  readonly inputs: readonly string[]
  /** Names of its data tests. */
  readonly tests: readonly string[]
  readonly tags: readonly string[]
  /** Path below the project's folder. */
  readonly file: string
}

/** The models of a project, each after those it reads. */
export const listModels = ({ models, singularTests }: CompiledProject): readonly ModelListing[] =>
  models.map(({ name, file, config, columns, inputs, tests }) => ({
    name,
    layer: file.layer,
    materialized: config.materialized,
    description: file.described?.value.description,
    grain: file.described?.value.grain,
    columns,
    inputs: inputs.map(({ relation }) => relation),
    tests: [...tests, ...singularTests.filter(({ model }) => model === name)].map(
      (test) => test.name,
    ),
    tags: file.described?.value.tags ?? [],
    file: file.path,
  }))
