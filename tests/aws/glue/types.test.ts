import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hiveType } from '../../../contracts/hive-types.ts'
import { GlueCatalog } from '../../../platform/aws/glue-catalog.ts'
import { query } from '../servers/trino-client.ts'
import { moto, required, s3, trino } from '../world.ts'
import { glueClient, randomName } from './glue-world.ts'
import { type BucketLake, bucketLake } from './lake-world.ts'

/** A type as DuckDB writes it, values of it in SQL, and what Trino answers for them. */
const readable: readonly (readonly [string, readonly string[], readonly unknown[]])[] = [
  ['BOOLEAN', ['true', 'false'], [true, false]],
  ['TINYINT', ['-128', '127'], [-128, 127]],
  ['SMALLINT', ['-32768', '32767'], [-32768, 32767]],
  ['INTEGER', ['-2147483648', '2147483647'], [-2147483648, 2147483647]],
  [
    'BIGINT',
    ['-9223372036854775808', '9223372036854775807'],
    [-9223372036854775808n, 9223372036854775807n],
  ],
  ['UTINYINT', ['0', '255'], [0, 255]],
  ['USMALLINT', ['0', '65535'], [0, 65535]],
  [
    'HUGEINT',
    ["'-99999999999999999999999999999999999999'", "'99999999999999999999999999999999999999'"],
    ['-99999999999999999999999999999999999999', '99999999999999999999999999999999999999'],
  ],
  ['DECIMAL(4,1)', ['-999.9', '0.1'], ['-999.9', '0.1']],
  ['DECIMAL(9,2)', ['9999999.99', '-0.01'], ['9999999.99', '-0.01']],
  ['DECIMAL(18,3)', ['999999999999999.999', '1'], ['999999999999999.999', '1.000']],
  [
    'DECIMAL(38,10)',
    ["'9999999999999999999999999999.0123456789'", '1'],
    ['9999999999999999999999999999.0123456789', '1.0000000000'],
  ],
  ['FLOAT', ['1.5', '-0.25'], [1.5, -0.25]],
  ['DOUBLE', ['0.1', '1e300'], [0.1, 1e300]],
  ['VARCHAR', ["'é 評 🦆'", "''"], ['é 評 🦆', '']],
  ['JSON', [`'{"a": [1]}'`, "'null'"], ['{"a": [1]}', 'null']],
  ["ENUM('sad', 'hap''py')", ["'sad'", "'hap''py'"], ['sad', "hap'py"]],
  ['BLOB', ["'\\x00\\xFF'", "''"], [Buffer.from([0, 255]).toString('base64'), '']],
  ['DATE', ["'1582-10-15'", "'9999-12-31'"], ['1582-10-15', '9999-12-31']],
  [
    'TIMESTAMP',
    ["'2026-01-02 03:04:05.678'", "'1969-12-31 23:59:59.001'"],
    ['2026-01-02 03:04:05.678', '1969-12-31 23:59:59.001'],
  ],
  ['TIMESTAMP_S', ["'2026-01-02 03:04:05'"], ['2026-01-02 03:04:05.000']],
  ['TIMESTAMP_MS', ["'2026-01-02 03:04:05.678'"], ['2026-01-02 03:04:05.678']],
  ['TIMESTAMP_NS', ["'2026-01-02 03:04:05.678'"], ['2026-01-02 03:04:05.678']],
  ['TIMESTAMP WITH TIME ZONE', ["'2026-07-02 03:04:05.678+02'"], ['2026-07-02 01:04:05.678']],
  ['INTEGER[]', ['[1, null, 3]', '[]'], [[1, null, 3], []]],
  ['VARCHAR[][]', ["[['a'], [], null]"], [[['a'], [], null]]],
  ['FLOAT[3]', ['[1.5, 2, -0.5]'], [[1.5, 2, -0.5]]],
  ['MAP(VARCHAR, INTEGER)', ["map {'a': 1, 'b': null}"], [{ a: 1, b: null }]],
  ['MAP(INTEGER, DOUBLE[])', ['map {7: [0.5]}'], [{ 7: [0.5] }]],
  [
    'STRUCT(a INTEGER, b VARCHAR)',
    ["{'a': 1, 'b': 'x'}", "{'a': null, 'b': null}"],
    [
      [1, 'x'],
      [null, null],
    ],
  ],
  [
    'STRUCT("Order" INTEGER, "größe" DOUBLE, inner_one STRUCT(tags VARCHAR[]))',
    ["{'Order': 1, 'größe': 1.5, 'inner_one': {'tags': ['t']}}"],
    [[1, 1.5, [['t']]]],
  ],
  [
    'STRUCT(a DECIMAL(10,2), "at" TIMESTAMP)[]',
    ["[{'a': 1.25, 'at': '2026-01-01 00:00:00.5'}]"],
    [[['1.25', '2026-01-01 00:00:00.500']]],
  ],
]

const refusals = [
  ['UINTEGER', 'UINTEGER', 'BIGINT'],
  ['UBIGINT', 'UBIGINT', 'DECIMAL(20,0)'],
  ['MAP(VARCHAR, UINTEGER)', 'UINTEGER', 'BIGINT'],
  ['TIME', 'TIME', 'VARCHAR'],
  ['UUID', 'UUID', 'VARCHAR'],
  ['UUID[]', 'UUID', 'VARCHAR'],
  ['STRUCT(a TIME)', 'TIME', 'VARCHAR'],
  ['UNION(n INTEGER, s VARCHAR)', 'UNION', 'JSON'],
  ['INTERVAL', 'INTERVAL', 'VARCHAR'],
  ['BIT', 'BIT', 'VARCHAR'],
  ['TIME WITH TIME ZONE', 'TIME WITH TIME ZONE', 'VARCHAR'],
] as const

describe.skipIf(moto.kind === 'missing' || s3.kind === 'missing')('types in Athena', () => {
  const database = randomName('types')
  let lake: BucketLake
  beforeAll(async () => {
    lake = await bucketLake(database.replace('_', '-'))
  })
  afterAll(() => lake.remove())

  test.each(readable)('%s is read with its values', async (type, values, expected) => {
    const { endpoint } = required(await trino())
    const name = randomName('t')
    const all = [...values, 'null']
    const selects = all.map(
      (value, n) => `select ${n} as n, cast(${value} as ${type}) as "The value"`,
    )
    const columns = await lake.write(selects.join(' union all '), `${name}/part-00000.parquet`)
    const catalog = new GlueCatalog({ client: glueClient(), root: lake.root })
    await catalog.putTable(database, {
      name,
      columns: columns.map((column) =>
        column.name === 'n' ? column : { ...column, type: type === 'HUGEINT' ? column.type : type },
      ),
      prefix: `${name}/`,
      parameters: {},
    })
    const { rows } = await query(endpoint, `select "the value" as x from ${name} order by n`, {
      schema: database,
    })
    expect(rows.map(({ x }) => x)).toEqual([...expected, null])
  })

  test.each(refusals)('%s is refused, and said what to cast it to', async (type, part, instead) => {
    expect(hiveType(type)).toMatchObject({ kind: 'refused', part, instead })
  })
})
