/** Last segment of a key. */
export const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1)

/** Marks that other tools leave are no data: `_SUCCESS`, `.DS_Store`, and the empty name of a folder. */
export const isHidden = (key: string): boolean => /^([._]|$)/.test(nameOf(key))
