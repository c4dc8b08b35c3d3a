import type { ProductError } from '../contracts/errors/product-error.ts'
import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import type { VarValue } from '../contracts/project/project-file.ts'
import type { TableVersion } from '../contracts/records/table-version.ts'
import type { EngineVersion } from './fingerprint.ts'
import { passes } from './passes.ts'
import type { PlanContext, PlannedModel } from './plan.ts'
import type { Project } from './project/project.ts'
import { portabilityFaults } from './remote/portability-faults.ts'
import { raise } from './report.ts'
import type { CompiledProject, PassContext } from './stages.ts'

const [parse, render, resolve, order, bind, fingerprint, plan] = passes

export interface CompileOptions {
  /** A session without relations of the project's names; compiling leaves none in it. */
  readonly session: SqlSession
  /** Values over the defaults in project.yml. @default none */
  readonly vars?: Readonly<Record<string, VarValue>>
}

/** Compiles a project without reading any data. Throws the first error. */
export const compileProject = (
  project: Project,
  { session, vars = {} }: CompileOptions,
): Promise<CompiledProject> => compile(project, { session, vars, report: raise })

/** Compiles a project and gives every error that can be told; a model that depends on a faulty one has none of its own. */
export async function checkProject(
  project: Project,
  { session, vars = {} }: CompileOptions,
): Promise<readonly ProductError[]> {
  const errors: ProductError[] = []
  const report = (error: ProductError) => errors.push(error)
  const compiled = await compile(project, { session, vars, report })
  for (const fault of await portabilityFaults(compiled, session)) report(fault)
  return errors.toSorted(byPlace)
}

const byPlace = ({ at: a }: ProductError, { at: b }: ProductError): number =>
  (a?.file ?? '').localeCompare(b?.file ?? '', 'en') ||
  (a?.line ?? 0) - (b?.line ?? 0) ||
  (a?.column ?? 0) - (b?.column ?? 0)

async function compile(
  project: Project,
  given: Omit<PassContext, 'volatile'>,
): Promise<CompiledProject> {
  const context = { ...given, volatile: await given.session.volatileFunctions() }
  const rendered = render(parse(project, context), context)
  return bind(order(await resolve(rendered, context), context), context)
}

export interface PlanOptions extends PlanContext {
  /** One version of every source that the project declares. */
  readonly sources: readonly TableVersion[]
  readonly engine: EngineVersion
}

/** What a build has to do. Models are in an order in which each follows its inputs. */
export interface BuildPlan {
  readonly compiled: CompiledProject
  readonly engine: EngineVersion
  readonly sources: readonly TableVersion[]
  readonly models: readonly PlannedModel[]
}

/** Plans a build of these source versions: which versions exist, which have to be made, and why. */
export async function planBuild(
  compiled: CompiledProject,
  { sources, engine, current, known }: PlanOptions,
): Promise<BuildPlan> {
  const models = await plan(fingerprint(compiled, { sources, engine }), { current, known })
  return { compiled, engine, sources, models }
}
