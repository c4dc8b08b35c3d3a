/** What is permanent about an error: its code's meaning, the usual next step, and the exit code of the CLI. */
export interface ErrorDefinition {
  /** One sentence: what this code says. */
  readonly title: string
  /** What to do next, in general; an error may carry a sharper hint of its own. */
  readonly hint: string
  /** 1: a check, test, gate or limit said no. 2: wrong use or a fault. */
  readonly exit: 1 | 2
}

/** Keeps the literal codes of an area's table, so that `ErrorCode` is a closed union. */
export const defineErrors = <const T extends Readonly<Record<string, ErrorDefinition>>>(
  errors: T,
): T => Object.freeze(errors)
