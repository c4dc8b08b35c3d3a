import { identify } from '../../contracts/digest.ts'
import type { SourceDeclaration } from '../../contracts/project/sources-file.ts'

/** Raised whenever the same bytes would be read differently than before. */
const readerVersion = 1

/** Identity of what decides how a source's files are read: a file is read once for each contract. */
export const contractOf = ({ format, csv, columns }: SourceDeclaration): string =>
  identify({
    reader: readerVersion,
    format: format ?? null,
    csv: csv ?? null,
    columns: columns.map(({ name, type, required, aliases }) => ({
      name,
      type,
      required,
      aliases,
    })),
  })
