import { describe, expect, test } from 'vitest'
import type { TableVersion } from '../../../../contracts/records/table-version.ts'
import { engineOf } from '../../../../engine/remote/engine-of.ts'

type Model = Parameters<typeof engineOf>[0]
type Engines = Parameters<typeof engineOf>[1]

const model = (config: Partial<Model['config']>, inputs: readonly string[] = []): Model =>
  ({
    config: { materialized: 'table', nondeterministic: false, ...config },
    file: { layer: 'feature' },
    inputs: inputs.map((relation) => ({ relation })),
  }) as unknown as Model

const table = (relation: string, bytes: number, inputs: readonly string[] = []): TableVersion =>
  ({
    relation,
    materialized: inputs.length > 0 ? 'view' : 'table',
    files: bytes > 0 ? [{ bytes }] : [],
    inputs: inputs.map((input) => ({ relation: input })),
  }) as unknown as TableVersion

const engines = (layers: Engines['layers'] = {}, athenaAbove?: string): Engines => ({
  layers,
  athenaAbove,
})

describe('the engine of a model', () => {
  test('is DuckDB unless something else is said', () => {
    expect(engineOf(model({}), engines())).toBe('duckdb')
  })
  test("is the model's own before its layer's", () => {
    expect(engineOf(model({}), engines({ feature: 'athena' }))).toBe('athena')
    expect(engineOf(model({ engine: 'duckdb' }), engines({ feature: 'athena' }))).toBe('duckdb')
    expect(engineOf(model({ engine: 'athena' }), engines())).toBe('athena')
  })
  test('is never asked for a view, which is made nowhere', () => {
    expect(engineOf(model({ materialized: 'view', engine: 'athena' }), engines())).toBe('duckdb')
  })
  test('is Athena above a size of what is read, through views and each table once', () => {
    const versions = new Map([
      ['big', table('big', 1_500_000)],
      ['view', table('view', 0, ['big'])],
    ])
    const version = (relation: string) => versions.get(relation)!
    const reads = model({}, ['view', 'big'])
    expect(engineOf(reads, engines({}, '1 MB'), version)).toBe('athena')
    expect(engineOf(reads, engines({}, '2 MB'), version)).toBe('duckdb')
    expect(engineOf(reads, engines({}, '0.5 GB'), version)).toBe('duckdb')
  })
})
