/** A name as an SQL identifier. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Text as an SQL string literal. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`
