import { defineErrors } from './define.ts'

export const engineErrors = defineErrors({
  ENGINE_SQL_NOT_PORTABLE: {
    title: 'SQL is meant for Athena, but holds something that DuckDB and Athena do not read alike.',
    hint: 'Write it another way (docs/aws/sql-portability.md lists what is understood), or leave the model to DuckDB.',
    exit: 1,
  },
  ENGINE_MEMORY_EXCEEDED: {
    title: 'The SQL engine needs more memory than it may use.',
    hint: 'End other programs or take a machine with more memory, then run the same command again: what was finished is kept.',
    exit: 2,
  },
  ENGINE_TIME_EXCEEDED: {
    title: 'A statement took longer than it may.',
    hint: 'Ask for less: filter and aggregate before joining, and look for a join or a series whose rows multiply.',
    exit: 2,
  },
  ENGINE_EXTENSION_MISSING: {
    title: 'DuckDB lacks the extension with which it reads and writes buckets.',
    hint: 'Set MILLRACE_DUCKDB_EXTENSIONS to a folder that holds httpfs.duckdb_extension of the same version as DuckDB.',
    exit: 2,
  },
})
