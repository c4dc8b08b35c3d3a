import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import type { ColumnProfile } from '../contracts/records/monitoring.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'
import { double } from './sql.ts'

type Numeric = Extract<ColumnProfile, { kind: 'numeric' }>
type Categorical = Extract<ColumnProfile, { kind: 'categorical' }>

/** How a relation is distributed over the bins and levels of a profile. NULL and NaN are missing. */
export async function measureColumns(
  session: SqlSession,
  relation: string,
  profile: readonly ColumnProfile[],
): Promise<{ readonly rows: number; readonly columns: ColumnProfile[] }> {
  const [counted] = await session.rows(
    `select ${['count(*) as n', ...profile.flatMap(countsOf)].join(', ')} from ${quoteIdentifier(relation)}`,
  )
  const rows = Number(counted['n'])
  const columns: ColumnProfile[] = []
  for (const [index, column] of profile.entries()) {
    const count = (name: string) => Number(counted[`c${index}_${name}`])
    columns.push(
      column.kind === 'numeric'
        ? numericShares(column, rows, count)
        : await categoricalShares(session, relation, column, rows, count('present')),
    )
  }
  return { rows, columns }
}

/** Counts of one column; those of bins are cumulative. */
function countsOf(column: ColumnProfile, index: number): string[] {
  const value = quoteIdentifier(column.column)
  if (column.kind === 'categorical') return [`count(${value}) as c${index}_present`]
  const x = `cast(${value} as double)`
  const upTo = column.edges.map(
    (edge, i) => `count(*) filter (where ${x} <= ${double(edge)}) as c${index}_${i}`,
  )
  return [`count(*) filter (where not isnan(${x})) as c${index}_present`, ...upTo]
}

function numericShares(
  { column, edges }: Numeric,
  rows: number,
  count: (name: string) => number,
): Numeric {
  const upTo = [0, ...edges.map((_, i) => count(String(i))), count('present')]
  const shares = upTo.slice(1).map((until, i) => share(until - upTo[i], rows))
  return { kind: 'numeric', column, edges, shares, missing: share(rows - count('present'), rows) }
}

async function categoricalShares(
  session: SqlSession,
  relation: string,
  { column, levels }: Categorical,
  rows: number,
  present: number,
): Promise<Categorical> {
  const counted = await session.rows(
    `select level, count(*) as n from (select cast(${quoteIdentifier(column)} as varchar) as level from ${quoteIdentifier(relation)})
     where level in (select unnest(from_json(?, '["VARCHAR"]'))) group by level`,
    [JSON.stringify(levels)],
  )
  const counts = new Map(counted.map((row) => [String(row['level']), Number(row['n'])]))
  const known = [...counts.values()].reduce((sum, n) => sum + n, 0)
  return {
    ...{ kind: 'categorical', column, levels },
    shares: levels.map((level) => share(counts.get(level) ?? 0, rows)),
    other: share(present - known, rows),
    missing: share(rows - present, rows),
  }
}

const share = (count: number, rows: number): number => (rows === 0 ? 0 : count / rows)
