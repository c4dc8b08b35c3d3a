import type { Column, SqlSession } from '../../contracts/ports/sql-engine.ts'
import { quoteIdentifier } from '../../contracts/sql-text.ts'
import { mapLimited } from '../slots.ts'
import type { Input } from '../stages.ts'

/** Relations that stand in a session as empty tables, so that SQL can be bound to them. */
export class EmptyRelations {
  readonly #session: SqlSession
  readonly #columns = new Map<string, readonly Column[]>()

  constructor(session: SqlSession) {
    this.#session = session
  }

  /** Types are the engine's own names of them, never a person's text. */
  async create(relation: string, columns: readonly Column[]): Promise<void> {
    const list = columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`)
    await this.#session.execute(`create table ${quoteIdentifier(relation)} (${list.join(', ')})`)
    this.#columns.set(relation, columns)
  }

  columns(relation: string): readonly Column[] | undefined {
    return this.#columns.get(relation)
  }

  hasAll(inputs: readonly Input[]): boolean {
    return inputs.every(({ relation }) => this.#columns.has(relation))
  }

  columnNames(inputs: readonly Input[]): readonly string[] {
    return inputs.flatMap(({ relation }) => this.columns(relation)?.map(({ name }) => name) ?? [])
  }

  async drop(): Promise<void> {
    const drop = (relation: string) =>
      this.#session.execute(`drop table ${quoteIdentifier(relation)}`)
    await mapLimited([...this.#columns.keys()], drop)
    this.#columns.clear()
  }
}
