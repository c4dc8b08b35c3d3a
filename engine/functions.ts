/** Table functions whose rows follow from their arguments alone; every other reads something that is no input. */
export const pureTableFunctions: ReadonlySet<string> = new Set([
  'generate_series',
  'json_each',
  'json_tree',
  'range',
  'repeat',
  'repeat_row',
  'unnest',
])

/** Scalar functions that read the session or the machine, change state, or only wait. No setting allows them. */
export const forbiddenFunctions: ReadonlySet<string> = new Set([
  'current_setting',
  'currval',
  'getenv',
  'getvariable',
  'nextval',
  'setseed',
  'sleep_ms',
  'write_log',
])
