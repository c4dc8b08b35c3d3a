/** A text of Millrace's own or a file's name as an SQL literal. Names go through `quoteName` of engine/template/quote.ts. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`
