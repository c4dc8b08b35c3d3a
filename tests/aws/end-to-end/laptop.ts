import type { Row } from '../../../contracts/ports/sql-engine.ts'
import { FsObjectStore } from '../../../platform/local/fs-object-store.ts'
import { type Command, told } from '../lake/cli.ts'
import type { Delivery } from './deliveries.ts'

/** A run as it was on AWS, to be made once more here. */
export interface SameRun {
  readonly command: 'run' | 'score' | 'retrain'
  readonly runId: string
  readonly runDate: string
  readonly now: string
}

/** A lake in a folder, worked on by the command line. */
export class Laptop {
  readonly store: FsObjectStore
  readonly #command: Command
  readonly #projects: string

  constructor(lake: string, env: string, projects: string) {
    this.store = new FsObjectStore(lake)
    this.#command = { lake, env: { MILLRACE_ENV: env } }
    this.#projects = projects
  }

  async land(files: Delivery): Promise<void> {
    for (const [key, body] of files) await this.store.putIfAbsent(key, body)
  }

  async perform({ command, runId, runDate, now }: SameRun): Promise<void> {
    const args = [command, 'reviews', '--run-id', runId, '--run-date', runDate]
    const env = { ...this.#command.env, MILLRACE_NOW: now }
    await told([...args, '--projects', this.#projects], { ...this.#command, env })
  }

  sql(sql: string): Promise<readonly Row[]> {
    return told<readonly Row[]>(['sql', sql, '--projects', this.#projects], this.#command)
  }
}
