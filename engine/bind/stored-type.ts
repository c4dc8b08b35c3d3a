/** Types that Parquet would change or lose, and what to cast them to. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/\bUHUGEINT\b/, 'DECIMAL(38,0)'],
  [/\bBIGNUM\b/, 'DECIMAL(38,0) or VARCHAR'],
  [/\bBIT\b/, 'VARCHAR'],
  [/\bINTERVAL\b/, 'VARCHAR, or take a number of seconds with epoch()'],
  [/\bTIME WITH TIME ZONE\b/, 'TIME'],
  [/\bTIME_NS\b/, 'TIME'],
  [/\bUNION\(/, 'JSON'],
  [/\bVARIANT\b/, 'JSON'],
  [/\bGEOMETRY\b/, 'BLOB or VARCHAR'],
]

/** What to cast a column to before a table can keep it; undefined when its type can be kept. */
export const remedyFor = (type: string): string | undefined =>
  remedies.find(([pattern]) => pattern.test(withoutNames(type)))?.[1]

/** The type that a column has once it was written to Parquet and read back. */
export const storedType = (type: string): string =>
  readableType(type)
    .replaceAll(/\bHUGEINT\b/g, 'DECIMAL(38,0)')
    .replaceAll(/\bTIMESTAMP_M?S\b/g, 'TIMESTAMP')
    .replaceAll(/\bENUM\((?:[^')]|'(?:[^']|'')*')*\)/g, 'VARCHAR')

/** NULL literals have a type of their own, which columns cannot have. */
export const readableType = (type: string): string => type.replaceAll('"NULL"', 'INTEGER')

/** The type without quoted field names and enum values, which may read like types. */
const withoutNames = (type: string) => type.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, '')
