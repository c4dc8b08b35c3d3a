const inName = /[A-Za-z0-9_$\u0080-\uffff]/
const space = /\s/

type State = 'code' | 'string' | 'name' | 'dollar string' | 'line comment' | 'comment'

/**
 * Follows SQL text as it is put together and knows what its end stands in: code, a string, a quoted name, a comment. Helpers
 * need it: their result is a whole value or name only when it stands in code, apart from other words and quotes.
 */
export class SqlCursor {
  #text = ''
  /** Offset of the character being taken in. */
  #at = 0
  #state: State = 'code'
  /** The character before, unless it was used up by a pair such as the two dashes of a comment. */
  #before = ''
  /** How deep comments are nested. */
  #depth = 0
  /** The string under way, or the last one, was begun by e'…': backslashes escape in it. */
  #escapes = false
  #escaped = false
  /** Tag of the dollar-quoted string under way, and where its content begins. */
  #dollar = { tag: '', start: 0 }
  /** What stands last in code: its offset, and whether it is a string. */
  #last = { at: -1, string: false }
  #lastBefore = { at: -1, string: false }

  get text(): string {
    return this.#text
  }

  get inComment(): boolean {
    return this.#state === 'comment' || this.inLineComment
  }

  get inLineComment(): boolean {
    return this.#state === 'line comment'
  }

  get inCode(): boolean {
    return this.#state === 'code'
  }

  /** Why a whole value or name cannot stand at the end of the text; undefined when it can. */
  problem(kind: 'value' | 'name'): string | undefined {
    if (this.#state === 'name') return 'stands inside a quoted name'
    if (this.#state === 'string' || this.#state === 'dollar string') return 'stands inside a string'
    if (/['"]/.test(this.#before)) return 'follows a quote without a space'
    if (inName.test(this.#before) || /u&$/i.test(this.#text.slice(-2))) {
      return 'follows a word without a space'
    }
    // 'a' and 'b' on two lines are one string to SQL.
    if (kind === 'value' && this.#last.string) return 'follows a string without an operator between'
    return undefined
  }

  /** Whether `next` would run into a value or name that ends the text. */
  glues(next: string): boolean {
    return this.inCode && /^[A-Za-z0-9_$\u0080-\uffff'"]/.test(next)
  }

  /** Offset of the semicolon that ends the statement, when one does. */
  get semicolon(): number | undefined {
    return this.#text[this.#last.at] === ';' ? this.#last.at : undefined
  }

  push(chunk: string): void {
    this.#text += chunk
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at]
      this.#before = this.#step(character) ? '' : character
    }
  }

  /** Takes one character in. True when it ends a pair, so that it cannot begin another. */
  #step(character: string): boolean {
    switch (this.#state) {
      case 'code':
        return this.#stepInCode(character)
      case 'name':
        if (character === '"') this.#state = 'code'
        return false
      case 'string':
        this.#stepInString(character)
        return false
      case 'dollar string':
        if (character === '$') this.#endDollarString()
        return false
      case 'line comment':
        if (character === '\n') this.#state = 'code'
        return false
      case 'comment':
        return this.#stepInComment(character)
    }
  }

  #stepInCode(character: string): boolean {
    if (this.#before === '-' && character === '-') return this.#startComment('line comment')
    if (this.#before === '/' && character === '*') return this.#startComment('comment')
    if (space.test(character)) return false
    const goesOn = this.#last.string
    this.#lastBefore = this.#last
    this.#last = { at: this.#at, string: false }
    if (character === '"') this.#state = 'name'
    else if (character === "'") this.#startString(goesOn)
    else if (character === '$') this.#startDollarString()
    return false
  }

  #startComment(state: 'line comment' | 'comment'): boolean {
    this.#state = state
    this.#depth = 1
    // The first character of the pair was taken for code.
    this.#last = this.#lastBefore
    return true
  }

  /** A string goes on as it began: over a doubled quote, and over the space between two pieces. */
  #startString(goesOn: boolean): void {
    this.#state = 'string'
    if (goesOn) return
    const [letter, before] = [this.#before, this.#text[this.#at - 2] ?? '']
    this.#escapes = /e/i.test(letter) && !inName.test(before)
  }

  #stepInString(character: string): void {
    if (this.#escaped) this.#escaped = false
    else if (character === '\\') this.#escaped = this.#escapes
    else if (character === "'") this.#endString()
  }

  #endString(): void {
    this.#state = 'code'
    this.#last = { at: this.#at, string: true }
  }

  /** `$` ends an opening tag when one began before it: `$$` or `$tag$`. */
  #startDollarString(): void {
    const tag =
      /(?<![A-Za-z0-9_$\u0080-\uffff])\$([A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$$/.exec(
        this.#text.slice(Math.max(0, this.#at - 128), this.#at + 1),
      )
    if (tag === null) return
    this.#state = 'dollar string'
    this.#dollar = { tag: tag[0], start: this.#at + 1 }
  }

  #endDollarString(): void {
    const { tag, start } = this.#dollar
    const from = this.#at + 1 - tag.length
    if (from < start || this.#text.slice(from, this.#at + 1) !== tag) return
    this.#escapes = false
    this.#endString()
  }

  #stepInComment(character: string): boolean {
    const pair = this.#before + character
    if (pair === '/*') this.#depth++
    else if (pair === '*/') this.#depth--
    else return false
    if (this.#depth === 0) this.#state = 'code'
    return true
  }
}
