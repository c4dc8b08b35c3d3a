import type { Clock } from '../../contracts/ports/clock.ts'
import type { Progress } from '../../contracts/ports/progress.ts'
import type { RemoteSqlEngine } from '../../contracts/ports/remote-sql.ts'
import type { SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { TableVersion, TestResult } from '../../contracts/records/table-version.ts'

/** Everything that a build does to the world. */
export interface BuildEffects {
  /** A session without relations of the project's names, that may read `tables/<project>/`. Tables stay mounted in it. */
  readonly session: SqlSession
  readonly clock: Clock
  readonly progress: Progress
  /** Keeps a table version. Keeping one that is there already changes nothing. */
  readonly recordTable: (version: TableVersion) => Promise<void>
  /** Throws unless the files of a version that is about to be read are as they were written. @default nothing is held against anything */
  readonly verifyTable?: (version: TableVersion) => Promise<void>
  /** The outcome of a test that ran before under this identity. */
  readonly knownTest: (model: string, id: string) => Promise<TestResult | undefined>
  readonly recordTest: (result: TestResult) => Promise<void>
  /** Makes the tables of models that are meant for Athena. @default they are made in the session, as the same tables */
  readonly remote?: RemoteSqlEngine
  /** Models and tests under way at a time. @default 4 */
  readonly parallelism?: number
  /** Moment that versions and results are dated with, ISO 8601. @default now */
  readonly madeAt?: string
}
