/** A quoted SQL identifier. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A SQL text literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
