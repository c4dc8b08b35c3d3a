import { randomBytes } from 'node:crypto'
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Platform } from '../contracts/ports/platform.ts'
import { type Progress, silentProgress } from '../contracts/ports/progress.ts'
import { DuckDbSqlEngine } from './local/duckdb-sql-engine.ts'
import { fixedClock } from './local/fixed-clock.ts'
import { FsCatalog } from './local/fs-catalog.ts'
import { FsObjectStore } from './local/fs-object-store.ts'
import { LocalFiles } from './local/local-files.ts'
import { OnnxModelRuntime } from './local/onnx-model-runtime.ts'
import { silentLogger } from './local/silent-logger.ts'
import { systemClock } from './local/system-clock.ts'

export interface ComposeOptions {
  /** Folder of the lake. */
  readonly lake: string
  /** @default "prod" */
  readonly env?: string
  /** Folder that holds the projects. @default the ones shipped with Millrace */
  readonly projects?: string
  readonly vars?: Platform['vars']
  readonly progress?: Progress
  /** A moment (ISO 8601) to take for now, so that a run can be repeated to the byte. @default the environment variable MILLRACE_NOW, else the system's clock */
  readonly now?: string
}

/** The projects that come with Millrace. */
export const shippedProjects = fileURLToPath(new URL('../models_sql', import.meta.url))

/** Chooses an adapter for every port. Nothing else in the product creates one. */
export function compose(options: ComposeOptions): Platform {
  const now = options.now ?? process.env['MILLRACE_NOW']
  const clock = now === undefined ? systemClock : fixedClock(now)
  const store = new FsObjectStore(resolve(options.lake))
  return Object.freeze({
    store,
    engine: new DuckDbSqlEngine(store),
    catalog: new FsCatalog(store),
    files: new LocalFiles(),
    runtime: new OnnxModelRuntime(),
    clock,
    logger: silentLogger,
    progress: options.progress ?? silentProgress,
    projects: resolve(options.projects ?? shippedProjects),
    env: options.env ?? 'prod',
    vars: options.vars ?? {},
    nonce: () => randomBytes(3).toString('hex'),
    who: userInfo().username,
  })
}
