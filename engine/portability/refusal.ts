/** SQL that cannot be translated safely, and why. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  /** Character offset into the statement, where the construct begins. */
  readonly at: number | undefined
  constructor(reason: string, at?: number) {
    super(reason)
    this.at = at
  }
}
