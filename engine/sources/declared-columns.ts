import type { ProductError } from '../../contracts/errors/product-error.ts'
import type { Column, SqlSession } from '../../contracts/ports/sql-engine.ts'
import type { SourceDeclaration } from '../../contracts/project/sources-file.ts'
import { canonicalTypes } from '../bind/canonical-types.ts'
import { storedType } from '../bind/stored-type.ts'
import { sourceColumns } from '../project/check-sources.ts'
import type { DeclaredColumn } from './file-rows.ts'

/** The declared columns with the types that they have in the tables. Throws the first problem of a type. */
export async function declaredColumns(
  { columns }: SourceDeclaration,
  session: SqlSession,
): Promise<readonly DeclaredColumn[]> {
  const problems: ProductError[] = []
  const written = columns.map(({ type }) => ({ type, at: { file: 'sources.yml' } }))
  const types = await canonicalTypes(written, session, (problem) => problems.push(problem))
  if (problems.length > 0) throw problems[0]
  return columns.map((column) => ({
    ...column,
    sqlType: storedType(types.get(column.type) ?? column.type),
  }))
}

/** Columns of a source's table: the declared ones, and where each row came from. */
export const tableColumns = (columns: readonly DeclaredColumn[]): readonly Column[] => [
  ...columns.map(({ name, sqlType }) => ({ name, type: sqlType })),
  ...sourceColumns,
]
