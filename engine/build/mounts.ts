import type { SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { TableVersion } from '../../contracts/records/table-version.ts'
import type { BuildEffects } from './effects.ts'
import { mount } from './mount.ts'

/** The table versions of a build. Each is mounted when something first reads it: a build that changes nothing opens no file. */
export class Mounts {
  readonly #session: SqlSession
  readonly #verify: BuildEffects['verifyTable']
  readonly #versions = new Map<string, TableVersion>()
  readonly #mounted = new Map<string, Promise<void>>()

  constructor(
    { session, verifyTable }: Pick<BuildEffects, 'session' | 'verifyTable'>,
    versions: readonly TableVersion[],
  ) {
    this.#session = session
    this.#verify = verifyTable
    for (const version of versions) this.add(version)
  }

  add(version: TableVersion): void {
    this.#versions.set(version.relation, version)
  }

  get(relation: string): TableVersion | undefined {
    return this.#versions.get(relation)
  }

  async ensure(relations: readonly string[]): Promise<void> {
    await Promise.all(relations.map((relation) => this.#ensureOne(relation)))
  }

  #ensureOne(relation: string): Promise<void> {
    const begun = this.#mounted.get(relation) ?? this.#mount(relation)
    this.#mounted.set(relation, begun)
    return begun
  }

  async #mount(relation: string): Promise<void> {
    const version = this.#versions.get(relation)
    if (version === undefined) throw new Error(`${relation} is read before it was built.`)
    if (version.materialized === 'view') {
      await this.ensure(version.inputs.map((input) => input.relation))
    }
    await this.#verify?.(version)
    await mount(this.#session, version)
  }
}
