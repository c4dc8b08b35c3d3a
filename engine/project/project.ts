import type { layers } from '../../contracts/lake-layout.ts'
import type { ModelFile } from '../../contracts/project/model-file.ts'
import type { PipelineFile } from '../../contracts/project/pipeline-file.ts'
import type { ProjectFile, VarValue } from '../../contracts/project/project-file.ts'
import type { SourceDeclaration } from '../../contracts/project/sources-file.ts'
import type { YamlPlaces } from './yaml-places.ts'

/** The folders that models stand in, from left to right. */
export type ModelLayer = (typeof layers)[number]

/** An SQL file of a project. Line ends are "\n" and a byte-order mark is gone. */
export interface SqlFile {
  /** The file's name without `.sql`. */
  readonly name: string
  /** Path below the project's folder. */
  readonly path: string
  /** Path as messages show it: with the project's folder in front. */
  readonly file: string
  readonly text: string
}

export interface ModelSource extends SqlFile {
  readonly kind: 'model'
  readonly layer: ModelLayer
  /** `<name>.yml` beside the model, and the places in it. */
  readonly described: { readonly value: ModelFile; readonly places: YamlPlaces } | undefined
}

/** `tests/<name>.sql`: a SELECT of rows that should not be there. */
export interface TestSource extends SqlFile {
  readonly kind: 'test'
}

/** A project folder as read: every YAML file checked, no template looked into. Frozen. */
export interface Project {
  readonly name: string
  readonly description: string | undefined
  /** As it was given to `loadProject`. */
  readonly folder: string
  readonly vars: Readonly<Record<string, VarValue>>
  /** Which engine makes the tables of a layer, and from what size of the input on it is Athena. */
  readonly engines: {
    readonly layers: ProjectFile['engines']
    readonly athenaAbove: string | undefined
  }
  /** Seconds for which a run that an arrived file begins waits for more files. */
  readonly windowSeconds: number
  readonly sources: readonly SourceDeclaration[]
  readonly pipeline: PipelineFile | undefined
  /** By layer from left to right, then by name. */
  readonly models: readonly ModelSource[]
  readonly macros: readonly SqlFile[]
  readonly tests: readonly TestSource[]
  readonly places: {
    readonly sources: YamlPlaces | undefined
    readonly pipeline: YamlPlaces | undefined
  }
}
