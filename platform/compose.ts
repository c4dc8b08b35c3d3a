import { randomBytes } from 'node:crypto'
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isBucketLake } from '../contracts/deployment.ts'
import type { Logger } from '../contracts/ports/logger.ts'
import type { Orchestrator } from '../contracts/ports/orchestrator.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import { type Progress, silentProgress } from '../contracts/ports/progress.ts'
import { environment } from './environment.ts'
import { DuckDbSqlEngine } from './local/duckdb-sql-engine.ts'
import { fixedClock } from './local/fixed-clock.ts'
import { FsCatalog } from './local/fs-catalog.ts'
import { FsObjectStore } from './local/fs-object-store.ts'
import { LocalFiles } from './local/local-files.ts'
import { NoOrchestrator } from './local/no-orchestrator.ts'
import { OnnxModelRuntime } from './local/onnx-model-runtime.ts'
import { silentLogger } from './local/silent-logger.ts'
import { systemClock } from './local/system-clock.ts'

export interface ComposeOptions {
  /** The lake: a folder, or `s3://bucket/prefix`. */
  readonly lake: string
  /** @default "prod" */
  readonly env?: string
  /** Folder that holds the projects. @default the ones shipped with Millrace */
  readonly projects?: string
  readonly vars?: Platform['vars']
  readonly progress?: Progress
  /** @default says nothing */
  readonly logger?: Logger
  /** A moment (ISO 8601) to take for now, so that a run can be repeated to the byte. @default the environment variable MILLRACE_NOW, else the system's clock */
  readonly now?: string
}

/** The projects that come with Millrace. */
export const shippedProjects = fileURLToPath(new URL('../models_sql', import.meta.url))

/** Chooses an adapter for every port. Nothing else in the product creates one. Throws LAKE_ADDRESS_INVALID, COMMAND_USAGE. */
export async function compose(options: ComposeOptions): Promise<Platform> {
  const now = options.now ?? environment().MILLRACE_NOW
  const adapters = isBucketLake(options.lake)
    ? await inBucket(options.lake)
    : inFolder(resolve(options.lake))
  return Object.freeze({
    ...adapters,
    orchestrator: await orchestrator(),
    files: new LocalFiles(),
    runtime: new OnnxModelRuntime(),
    logger: options.logger ?? silentLogger,
    clock: now === undefined ? systemClock : fixedClock(now),
    progress: options.progress ?? silentProgress,
    projects: resolve(options.projects ?? shippedProjects),
    env: options.env ?? 'prod',
    vars: options.vars ?? {},
    nonce: () => randomBytes(3).toString('hex'),
    who: userInfo().username,
  })
}

/** Whatever the lake is: a run may be asked for from here and performed there. */
async function orchestrator(): Promise<Orchestrator> {
  const { MILLRACE_STATE_MACHINE: machine } = environment()
  if (machine === undefined) return new NoOrchestrator()
  return (await import('./compose-aws.ts')).awsOrchestrator(machine)
}

type Adapters = Pick<Platform, 'store' | 'engine' | 'catalog' | 'athena'>

function inFolder(folder: string): Adapters {
  const store = new FsObjectStore(folder)
  return { store, engine: new DuckDbSqlEngine(store), catalog: new FsCatalog(store) }
}

/** Loaded only here: the AWS SDK takes longer to load than a command on a folder may take. */
const inBucket = async (lake: string): Promise<Adapters> =>
  (await import('./compose-aws.ts')).awsAdapters(lake, environment())
