import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import type { ReferenceProfile } from '../contracts/records/monitoring.ts'
import { quoteIdentifier } from '../contracts/sql-text.ts'
import { double } from './sql.ts'

type VectorProfile = NonNullable<ReferenceProfile['vectors']>

/** Vectors as a relation of the session: one `FLOAT[dimensions]` column; NULL is left out. */
export interface Vectors {
  readonly relation: string
  readonly column: string
  readonly dimensions: number
}

/** Where a set of vectors lies. */
export interface Centre {
  readonly rows: number
  readonly centre: readonly number[]
}

/** Values are summed as whole numbers of 2^-40, so that a sum is the same whatever the order of the rows. */
const unit = 2 ** 40
const exactMean = (expression: string) =>
  `sum(cast(round((${expression}) * ${unit}) as bigint)) / ${double(unit)} / count(*)`

/** Centre of the vectors (their mean), over the whole relation. Undefined when there is none. */
export async function measureCentre(
  session: SqlSession,
  { relation, column, dimensions }: Vectors,
): Promise<Centre | undefined> {
  const vector = quoteIdentifier(column)
  const means = Array.from({ length: dimensions }, (_, i) =>
    exactMean(`cast(${vector}[${i + 1}] as double)`),
  )
  const [row] = await session.rows(
    `select count(*) as n, [${means.join(', ')}] as centre from ${quoteIdentifier(relation)} where ${vector} is not null`,
  )
  const rows = Number(row['n'])
  if (rows === 0 || !Array.isArray(row['centre'])) return undefined
  return { rows, centre: row['centre'].map(Number) }
}

/** The centre, with mean and standard deviation of the vectors' Euclidean distances to it. */
export async function profileVectors(
  session: SqlSession,
  vectors: Vectors,
): Promise<VectorProfile | null> {
  const measured = await measureCentre(session, vectors)
  if (measured === undefined) return null
  const { relation, column, dimensions } = vectors
  const centre = `cast([${measured.centre.map(double).join(', ')}] as double[${dimensions}])`
  const distance = `array_distance(cast(${quoteIdentifier(column)} as double[${dimensions}]), ${centre})`
  const [row] = await session.rows(
    `select ${exactMean('d')} as mean, ${exactMean('d * d')} as mean_square
     from (select ${distance} as d from ${quoteIdentifier(relation)} where ${quoteIdentifier(column)} is not null)`,
  )
  const mean = Number(row['mean'])
  const variance = Math.max(0, Number(row['mean_square']) - mean * mean)
  return {
    centre: [...measured.centre],
    distance_mean: mean,
    distance_deviation: Math.sqrt(variance),
  }
}
