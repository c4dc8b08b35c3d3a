import { describe, expect, test } from 'vitest'
import { hiveType } from '../../../contracts/hive-types.ts'

describe('a DuckDB type for Athena', () => {
  test.each([
    ['DECIMAL(18,3)[]', 'array<decimal(18,3)>', 'array(decimal(18, 3))'],
    [
      'MAP(VARCHAR, STRUCT("A" INTEGER, b FLOAT[3]))',
      'map<string,struct<a:int,b:array<float>>>',
      'map(varchar, row("a" integer, "b" array(real)))',
    ],
    ["ENUM('a,)', 'it''s')", 'string', 'varchar'],
    ['TIMESTAMP WITH TIME ZONE[]', 'array<timestamp>', 'array(timestamp(3))'],
  ])('%s is %s', (type, hive, trino) => {
    expect(hiveType(type)).toEqual({ kind: 'mapped', hive, trino })
  })

  test.each(['STRUCT(a INTEGER, "A" INTEGER)', 'STRUCT("a:b" INTEGER)', 'NO_SUCH', 'INTEGER[', ''])(
    '%s is refused',
    (type) => {
      expect(hiveType(type).kind).toBe('refused')
    },
  )
})
