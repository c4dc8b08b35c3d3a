import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import type { DuckDbConnections } from './duckdb-connections.ts'

/** What a session's statements work with. */
export interface DuckDbParts {
  readonly store: ObjectStore
  readonly connections: DuckDbConnections
  /** The session's own folder on a local disk, which its SQL can reach too. */
  readonly scratch: string
  /** Objects are far away: what is written is made in `scratch` and sent whole. */
  readonly far: boolean
}
