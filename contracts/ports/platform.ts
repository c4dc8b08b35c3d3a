import type { Catalog } from './catalog.ts'
import type { Clock } from './clock.ts'
import type { Files } from './files.ts'
import type { Logger } from './logger.ts'
import type { ModelRuntime } from './model-runtime.ts'
import type { ObjectStore } from './object-store.ts'
import type { Orchestrator } from './orchestrator.ts'
import type { Progress } from './progress.ts'
import type { RemoteSqlEngine } from './remote-sql.ts'
import type { SqlEngine } from './sql-engine.ts'

/** Everything outside that the pipeline works with: one adapter a port, chosen by `platform/compose.ts`. */
export interface Platform {
  readonly store: ObjectStore
  readonly engine: SqlEngine
  /** For tables too large for this machine, where there is one. */
  readonly athena?: RemoteSqlEngine
  readonly catalog: Catalog
  readonly files: Files
  readonly runtime: ModelRuntime
  /** Performs runs away from here, where there is one. */
  readonly orchestrator: Orchestrator
  readonly clock: Clock
  readonly logger: Logger
  readonly progress: Progress
  /** Absolute path of the folder that holds the projects. */
  readonly projects: string
  /** Environment that is read and moved. */
  readonly env: string
  /** Overrides of the projects' variables. */
  readonly vars: Readonly<Record<string, string | number | boolean>>
  /** A few characters that nobody else gets at this moment, for names of runs. */
  nonce(): string
  /** Who is at work, for the audit trail. */
  readonly who: string
}
