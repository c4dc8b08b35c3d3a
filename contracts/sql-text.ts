/** A name as an SQL identifier: nothing in it is anything but a name. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Text of Millrace's own as an SQL string literal. Values of users go through parameters, or the template's typed literals. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`
