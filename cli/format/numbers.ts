/** 12345 → "12,345". */
export const count = (value: number | bigint): string => value.toLocaleString('en-US')

/** "1 row", "2,000 rows". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`

/** A score such as F1: three decimals. */
export const score = (value: number): string => value.toFixed(3)

/** 0.0713 → "7.1 %". */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** Seconds as a person says them: "0.24 s", "12.3 s", "2 min 05 s", "1 h 02 min". */
export function duration(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
}

const two = (value: number) => String(value).padStart(2, '0')

/** Size in bytes: "512 B", "1.4 MB". */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let size = value
  let unit = 0
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000
    unit++
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`
}

/** An ISO moment to the minute: "2024-07-01 09:30". */
export const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ')
