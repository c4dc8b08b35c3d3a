/** The beginning of an identity, long enough to name it to a command. */
export const shortId = (id: string): string => id.slice(0, 10)
