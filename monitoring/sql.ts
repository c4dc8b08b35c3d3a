/** A number as an SQL literal that is read back to the last bit. */
export const double = (value: number): string => `cast('${value}' as double)`
