/** A number for a sentence: three significant digits, no exponent where it can be helped. */
export const number = (value: number): string =>
  Number.isInteger(value) ? value.toLocaleString('en-US') : String(Number(value.toPrecision(3)))

/** A share for a sentence: `12.3 %`. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** "1 row", "2 rows". */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
