import type { Clock } from '../../contracts/ports/clock.ts'
import type { Files, Scratch } from '../../contracts/ports/files.ts'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import type { SqlEngine } from '../../contracts/ports/sql-engine.ts'
import type { SourceDeclaration } from '../../contracts/project/sources-file.ts'
import type { ArrivingFile } from './arriving-file.ts'

export interface TakeInDeps {
  readonly engine: SqlEngine
  readonly files: Files
  readonly store: ObjectStore
  readonly clock: Pick<Clock, 'now'>
}

export interface TakeInRequest {
  readonly project: string
  readonly declaration: SourceDeclaration
  readonly file: ArrivingFile
  /** SHA-256 of the file's bytes. */
  readonly digest: string
}

/** What reading one file works with. */
export interface Reading extends TakeInDeps, TakeInRequest {
  readonly scratch: Scratch
}
