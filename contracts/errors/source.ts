import { defineErrors } from './define.ts'

export const sourceErrors = defineErrors({
  SOURCE_FILE_MISSING: {
    title: 'A file or folder that was handed over does not exist.',
    hint: 'Check the path; relative paths start at the folder the command runs in.',
    exit: 2,
  },
  SOURCE_FILE_UNREADABLE: {
    title: 'A file that was handed over cannot be read, or its compression is damaged.',
    hint: 'Check that you may read the file and that it was copied whole, then hand it over again.',
    exit: 2,
  },
  SOURCE_UNKNOWN: {
    title: 'The project declares no source of this name.',
    hint: 'Declare it in the sources.yml of the project, or use one of the names that are there.',
    exit: 2,
  },
  SOURCE_FILE_EMPTY: {
    title: 'A file is empty.',
    hint: 'Check that it was copied whole. A CSV file with a header and no rows, an empty JSON array and an empty .jsonl file are taken in as no rows.',
    exit: 2,
  },
  SOURCE_FILE_TOO_LARGE: {
    title: 'A file asks for more than it may: time, memory, or room once it is unpacked.',
    hint: 'Split the file. One that is small until it is unpacked may be damaged or made to do harm.',
    exit: 2,
  },
  SOURCE_FILE_CHANGED: {
    title: 'A file changed while it was being read.',
    hint: 'Wait until whatever writes it has finished, then hand it over again.',
    exit: 2,
  },
  SOURCE_FORMAT_WRONG: {
    title: 'A file is not of the format that its name or its source says.',
    hint: 'Give the file the right ending, or declare the `format` of the source.',
    exit: 2,
  },
  SOURCE_ENCODING_INVALID: {
    title: 'A file is not in the encoding that it is marked or declared to be in.',
    hint: 'Save the file as UTF-8, or declare `csv: {encoding: utf-8 | utf-16 | latin-1}`.',
    exit: 2,
  },
  SOURCE_COLUMNS_UNKNOWN: {
    title: 'A file has none of the columns that its source declares.',
    hint: 'Check that the file belongs to this source. Declare other names of a column under `aliases`.',
    exit: 2,
  },
  SOURCE_COLUMNS_MISSING: {
    title: 'A file lacks a required column.',
    hint: 'Add the column to the file, declare its other name under `aliases`, or do not require it.',
    exit: 2,
  },
  SOURCE_PARQUET_UNREADABLE: {
    title: 'A Parquet file is damaged, encrypted, or uses what DuckDB cannot read.',
    hint: 'Check that it was copied whole, or write it again without encryption.',
    exit: 2,
  },
  SOURCE_LIMIT_EXCEEDED: {
    title: 'More rows of a source were rejected than its limit allows.',
    hint: 'Mend the file and land it again, raise `quarantine.limit` of the source in sources.yml, or remove the file.',
    exit: 1,
  },
  SOURCE_NOTHING_LANDED: {
    title: 'No file has landed for any source of the project.',
    hint: 'Take files in with `millrace ingest`, or check which lake is meant.',
    exit: 1,
  },
})
