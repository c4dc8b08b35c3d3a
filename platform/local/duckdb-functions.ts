/** Table functions whose rows follow from their arguments alone. */
const pureTableFunctions = [
  'generate_series',
  'json_each',
  'json_tree',
  'range',
  'repeat',
  'repeat_row',
  'unnest',
] as const

/** Table functions that read a file or the catalog; the session's locks say which files. */
const readingTableFunctions = [
  'duckdb_columns',
  'duckdb_functions',
  'duckdb_memory',
  'duckdb_settings',
  'duckdb_tables',
  'duckdb_types',
  'duckdb_views',
  'glob',
  'parquet_file_metadata',
  'parquet_kv_metadata',
  'parquet_metadata',
  'parquet_scan',
  'parquet_schema',
  'read_blob',
  'read_csv',
  'read_csv_auto',
  'read_json',
  'read_json_auto',
  'read_json_objects',
  'read_json_objects_auto',
  'read_ndjson',
  'read_ndjson_auto',
  'read_ndjson_objects',
  'read_parquet',
  'read_text',
  'sniff_csv',
] as const

/**
 * Every table function that a statement may call. The others change the session (`enable_logging`), run SQL that hides in
 * a text (`query`), or take raw pointers (`arrow_scan`); an unknown one may do the like.
 */
export const admittedTableFunctions: ReadonlySet<string> = new Set([
  ...pureTableFunctions,
  ...readingTableFunctions,
])

/** `age` with one argument counts from today; with two it is a plain difference. */
export const ageOfToday = 'age with one argument'
/** TABLESAMPLE and USING SAMPLE, told as if they were a function. */
export const sampling = 'using sample'

/** Words that are a call without parentheses, unless a column has the name. */
export const bareFunctions: ReadonlySet<string> = new Set([
  'current_date',
  'current_time',
  'current_timestamp',
  'localtime',
  'localtimestamp',
])

/** Functions that DuckDB calls stable although their result depends on the session, the environment or the files there are. */
export const stateFunctions: readonly string[] = [
  ...bareFunctions,
  ...readingTableFunctions,
  ageOfToday,
  sampling,
  'current_setting',
  'getenv',
  'getvariable',
  'current_role',
  'current_user',
  'session_user',
  'user',
]
