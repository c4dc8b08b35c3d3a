import type { ErrorPlace } from '../contracts/errors/product-error.ts'
import type { Column, SqlSession } from '../contracts/ports/sql-engine.ts'
import type { ModelConfig, TestConfig } from '../contracts/project/model-file.ts'
import type { VarValue } from '../contracts/project/project-file.ts'
import type { CompiledTest } from './data-tests/compiled-test.ts'
import type { ModelSource, Project, TestSource } from './project/project.ts'
import type { Report } from './report.ts'
import type { Reference } from './template/helpers.ts'
import type { SourceMap } from './template/source-map.ts'
import type { Template } from './template/template.ts'

/** What the passes are given beside their input. */
export interface PassContext {
  /** A session that has no relations yet; it has none again when the passes are done. */
  readonly session: SqlSession
  /** Functions whose result is not a function of their arguments, in lower case. */
  readonly volatile: ReadonlySet<string>
  /** Values of variables, over the defaults in project.yml. */
  readonly vars: Readonly<Record<string, VarValue>>
  /** Told of errors. When it returns, the model is left out and the pass goes on. */
  readonly report: Report
}

/** The project between two passes: models and singular tests as far as they have come. */
export interface Stage<Model, Test> {
  readonly project: Project
  readonly models: readonly Model[]
  readonly tests: readonly Test[]
  /** Models that were left out because of an error; what depends on them is left out without another. */
  readonly broken: ReadonlySet<string>
}

/** After parse. */
export interface ParsedProject extends Stage<Template<ModelSource>, Template<TestSource>> {
  readonly macros: ReadonlyMap<string, Template>
}

interface RenderedSql<File, Config> {
  readonly file: File
  readonly config: Config
  /** Where each setting of `{{config …}}` stands. */
  readonly settings: ReadonlyMap<string, ErrorPlace>
  /** Compiled SELECT; inputs are quoted relation names. */
  readonly sql: string
  readonly map: SourceMap
  readonly references: readonly Reference[]
}
/** After render. */
export type RenderedModel = RenderedSql<ModelSource, ModelConfig>
export type RenderedTest = RenderedSql<TestSource, TestConfig>

/** A relation that SQL reads. */
export interface Input {
  readonly kind: 'source' | 'model'
  /** Name of the source or model. */
  readonly name: string
  /** `source_<name>`, or the model's name. */
  readonly relation: string
}

interface Resolved {
  /** In the order in which the SQL names them first. */
  readonly inputs: readonly Input[]
  /** Digest of the syntax tree: equal for texts that differ in white space, comments or case of keywords. */
  readonly sqlDigest: string
}
/** After resolve, and after order. */
export type ResolvedModel = RenderedModel & Resolved
export type ResolvedTest = RenderedTest & Resolved

/** After bind: a model that DuckDB's binder accepted. */
export interface CompiledModel extends ResolvedModel {
  readonly name: string
  /** Columns and types as other SQL finds them. */
  readonly columns: readonly Column[]
  readonly tests: readonly CompiledTest[]
  /** Digest of what its YAML file promises: columns with types when under contract. */
  readonly contractDigest: string
}

/** A project that compiles. Models come in an order in which each follows its inputs. */
export interface CompiledProject {
  readonly project: Project
  readonly models: readonly CompiledModel[]
  readonly singularTests: readonly CompiledTest[]
}
