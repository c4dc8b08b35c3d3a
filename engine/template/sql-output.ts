import type { SqlFile } from '../project/project.ts'
import { type Segment, type SourceMap, sourceMap } from './source-map.ts'
import { SqlCursor } from './sql-cursor.ts'

/** SQL text under construction, with the file and offset that every stretch of it came from. */
export class SqlOutput {
  readonly #cursor = new SqlCursor()
  readonly #segments: Segment[] = []
  /** Where the value or name that ends the text came from. */
  #fresh: { readonly file: SqlFile; readonly from: number } | undefined

  get inComment(): boolean {
    return this.#cursor.inComment
  }

  get inCode(): boolean {
    return this.#cursor.inCode
  }

  get inLineComment(): boolean {
    return this.#cursor.inLineComment
  }

  /** Characters so far. */
  get length(): number {
    return this.#cursor.text.length
  }

  problem(kind: 'value' | 'name'): string | undefined {
    return this.#cursor.problem(kind)
  }

  /** Copies text from a file. Gives the origin of the value or name that it would run into, when it would. */
  copy(
    text: string,
    file: SqlFile,
    from: number,
  ): { readonly file: SqlFile; readonly from: number } | undefined {
    if (text === '') return undefined
    const hit = this.#fresh !== undefined && this.#cursor.glues(text) ? this.#fresh : undefined
    this.#fresh = undefined
    this.#add(text, { file, from, copied: true })
    return hit
  }

  /** Adds a whole value or name made by the helper at `from`. */
  emit(sql: string, file: SqlFile, from: number): void {
    this.#add(sql, { file, from, copied: false })
    this.#fresh = { file, from }
  }

  /** The statement without the semicolon that ends it. */
  finish(owner: SqlFile): { readonly sql: string; readonly map: SourceMap } {
    const map = sourceMap(owner, this.#segments)
    const { text, semicolon } = this.#cursor
    if (semicolon === undefined) return { sql: text, map }
    // A space keeps every offset as it is.
    return { sql: `${text.slice(0, semicolon)} ${text.slice(semicolon + 1)}`, map }
  }

  #add(text: string, origin: Omit<Segment, 'at'>): void {
    this.#segments.push({ at: this.#cursor.text.length, ...origin })
    this.#cursor.push(text)
  }
}
