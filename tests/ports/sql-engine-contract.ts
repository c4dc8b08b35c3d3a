import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'
import type {
  Chunk,
  ColumnData,
  SqlEngine,
  SqlFailure,
  SqlInspection,
  SqlSession,
} from '../../contracts/ports/sql-engine.ts'

export interface EngineUnderTest {
  readonly engine: SqlEngine
  /** A store that holds the engine's files. */
  readonly store: ObjectStore
  readonly cleanup: () => Promise<void>
}

type Select = Extract<SqlInspection, { kind: 'select' }>

export const failureOf = async (work: Promise<unknown>): Promise<SqlFailure> =>
  work.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: SqlFailure) => error,
  )

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** What every SQL engine does that Millrace runs models on. */
export function sqlEngineContract(name: string, make: () => Promise<EngineUnderTest>): void {
  describe(`SQL engine ${name}`, () => {
    let under: EngineUnderTest
    let session: SqlSession
    let files = 0
    const key = () => `tables/demo/raw/t${++files}/v1/part-00000.parquet`
    const staged = async () =>
      (await collect(under.store.list('staging/'))).map((object) => object.key)

    beforeAll(async () => {
      under = await make()
      session = await under.engine.open({ readable: ['tables/'], threads: 2 })
    })
    afterAll(async () => {
      await session.close()
      await under.cleanup()
    })

    describe('inspect', () => {
      const select = async (sql: string): Promise<Select> => {
        const found = await session.inspect(sql)
        if (found.kind === 'refused') throw new Error(found.reason)
        return found
      }
      const tables = async (sql: string) => (await select(sql)).tables.map((table) => table.name)

      test.each([
        'select 1',
        'select 1;',
        'select 1 -- the end',
        '/* a; b */ select \'a;b\' as "c;d" ; -- e;',
        'with a as (select 1) select * from a',
        'values (1), (2)',
        'from t',
        '(select 1) union all (select 2) order by 1',
        "select $$a;b$$, E'it\\'s;'",
      ])('takes %s', async (sql) => {
        await expect(session.inspect(sql)).resolves.toMatchObject({ kind: 'select' })
      })

      test.each([
        ['insert into t values (1)', 'INSERT'],
        ['create table t as select 1', 'CREATE'],
        ["copy t to 'x'", 'COPY'],
        ["attach 'x.db'", 'ATTACH'],
        ['install httpfs', 'INSTALL'],
        ["set memory_limit = '1GB'", 'SET'],
        ['pragma database_list', 'PRAGMA'],
        ['call pragma_version()', 'CALL'],
        ["export database 'x'", 'EXPORT'],
        ['-- a comment\n  drop table t', 'DROP'],
        ['with a as (select 1) insert into t select * from a', 'WITH'],
        ['describe select 1', 'DESCRIBE'],
        ['show tables', 'SHOW'],
        ['from (summarize select 1)', 'SUMMARIZE'],
      ])('refuses %s and says that it is no SELECT', async (sql, word) => {
        const found = await session.inspect(sql)
        expect(found).toMatchObject({ kind: 'refused', reason: expect.stringContaining(word) })
      })

      test('refuses a second statement and says where it begins', async () => {
        const sql = "select ';' as a; -- b\n drop table t"
        expect(await session.inspect(sql)).toMatchObject({
          kind: 'refused',
          at: sql.indexOf('drop'),
        })
      })

      test('refuses a text without a statement', async () => {
        for (const sql of ['', '  ', '-- nothing', ';'])
          expect(await session.inspect(sql)).toMatchObject({ kind: 'refused' })
      })

      test('places a syntax error by characters, not bytes', async () => {
        const sql = "select 'é漢🦆' as a, from from t"
        const found = await session.inspect(sql)
        expect(found).toMatchObject({ kind: 'refused', at: sql.indexOf('from t') })
      })

      test('names the tables of FROM, joins and subqueries at their places', async () => {
        const sql = `select 'é', (select max(x) from "deep one") from a join b.c using (k) where exists (from d)`
        const found = (await select(sql)).tables
        expect(found.map((table) => table.name).sort()).toEqual(['a', 'b.c', 'd', 'deep one'])
        for (const { name, at } of found)
          expect(sql.slice(at).replaceAll('"', '').startsWith(name)).toBe(true)
      })

      test('leaves out CTEs only where they are in scope', async () => {
        expect(await tables('with a as (from t), B as (from A) select * from b')).toEqual(['t'])
        expect(await tables('with a as (from a) select * from a')).toEqual(['a'])
        expect(await tables('with a as (from b), b as (select 1) from a')).toEqual(['b'])
        expect(
          await tables('with recursive r as (select 1 as x union all select x + 1 from r) from r'),
        ).toEqual([])
        expect(await tables('select (with a as (select 1) select * from a) from a')).toEqual(['a'])
        expect(await tables('with a as (select 1) select * from s.a')).toEqual(['s.a'])
        expect(await tables('with a as (select 1) from x union from a')).toEqual(['x'])
      })

      test('shows a file named in FROM as a table', async () => {
        expect(await tables("from '/etc/passwd'")).toEqual(['/etc/passwd'])
      })

      test('names functions in lower case, those with rows apart', async () => {
        const sql = 'select UPPER(a), count(*) filter (b > 1), rank() over () from Range(3) r(a)'
        const { functions } = await select(sql)
        expect(functions).toContainEqual({ name: 'upper', at: sql.indexOf('UPPER'), table: false })
        expect(functions).toContainEqual({ name: 'range', at: sql.indexOf('Range'), table: true })
        expect(functions.map((found) => found.name)).toEqual(
          expect.arrayContaining(['count_star', 'rank']),
        )
      })

      test('names what depends on the moment, also without parentheses', async () => {
        const volatile = await session.volatileFunctions()
        for (const call of [
          'now()',
          'current_timestamp',
          'random()',
          'uuid()',
          'today()',
          'age(d)',
          'current_date',
        ]) {
          const { functions } = await select(`select ${call} from t`)
          expect(
            functions.some((found) => volatile.has(found.name)),
            call,
          ).toBe(true)
        }
        for (const call of ['upper(a)', 'age(d, e)', 'a + 1', 'md5(a)', 'sum(a)']) {
          const { functions } = await select(`select ${call} from t`)
          expect(
            functions.some((found) => volatile.has(found.name)),
            call,
          ).toBe(false)
        }
      })

      test('gives equal trees for texts that differ in space, comments and case of keywords', async () => {
        const { tree } = await select('select a, b from t where a > 1')
        const same = await select('SELECT a,b -- both\nFROM t\n\nWHERE a>1;')
        expect(JSON.stringify(same.tree)).toBe(JSON.stringify(tree))
        const other = await select('select a, b from t where a > 2')
        expect(JSON.stringify(other.tree)).not.toBe(JSON.stringify(tree))
      })

      test('tells long numbers apart that are one double', async () => {
        const one = await select('select 9007199254740993, 12345678901234567890123')
        const two = await select('select 9007199254740992, 12345678901234567890123')
        const three = await select('select 9007199254740993, 12345678901234567890124')
        const texts = [one, two, three].map(({ tree }) => JSON.stringify(tree))
        expect(new Set(texts).size).toBe(3)
      })
    })

    describe('describe', () => {
      test('gives names and types and runs nothing', async () => {
        const columns = await session.describe(
          "select 1 as a, 'x' as b, error('never called') as c, [1.5] as d",
        )
        expect(columns).toEqual([
          { name: 'a', type: 'INTEGER' },
          { name: 'b', type: 'VARCHAR' },
          { name: 'c', type: expect.any(String) },
          { name: 'd', type: 'DECIMAL(2,1)[]' },
        ])
      })

      test('places a missing column by characters', async () => {
        const sql = "select 'é漢🦆' as a, nope from (select 1 as b)"
        const failure = await failureOf(session.describe(sql))
        expect(failure).toMatchObject({ kind: 'bind', at: sql.indexOf('nope') })
        expect(failure.message).toContain('nope')
      })

      test('a missing table is a bind failure at its place', async () => {
        const sql = 'select *\nfrom nowhere'
        expect(await failureOf(session.describe(sql))).toMatchObject({
          kind: 'bind',
          at: sql.indexOf('nowhere'),
        })
      })
    })

    describe('rows and chunks', () => {
      test('gives plain values', async () => {
        const [row] =
          await session.rows(`select 1::tinyint as i, 9007199254740993 as big, 0.5 as dec,
          12345678901234567.25::decimal(20,2) as wide, 'nan'::double as nan, true as yes, null as nothing,
          date '2024-02-29' as d, timestamp '2024-02-29 12:34:56.789' as ts, timestamptz '2024-02-29 12:00:00+02' as tz,
          [1, null] as list, {'2': 'b', '1': [true]} as struct, map {'k': 1} as map, '\\xAB'::blob as blob,
          uuid '00000000-0000-0000-0000-000000000001' as id, time '01:02:03' as t, [1.5, 2]::float[2] as vector`)
        expect(row).toEqual({
          i: 1,
          big: 9007199254740993n,
          dec: 0.5,
          wide: '12345678901234567.25',
          nan: Number.NaN,
          yes: true,
          nothing: null,
          d: '2024-02-29',
          ts: '2024-02-29T12:34:56.789Z',
          tz: '2024-02-29T10:00:00Z',
          list: [1, null],
          struct: { '2': 'b', '1': [true] },
          map: { k: 1 },
          blob: 'ab',
          id: '00000000-0000-0000-0000-000000000001',
          t: '01:02:03',
          vector: [1.5, 2],
        })
      })

      test('takes parameters by position', async () => {
        expect(await session.rows('select ? as a, ? as b, ? as c', ["it's", 2, null])).toEqual([
          { a: "it's", b: 2, c: null },
        ])
      })

      test('keeps both of two columns with one name', async () => {
        const [row] = await session.rows('select 1 as a, 2 as a')
        expect(Object.values(row!)).toEqual([1, 2])
      })

      test('streams a large result in order, in chunks of columns', async () => {
        const sql = `select i, case when i % 3 = 0 then null else i / 2 end as half, 'row ' || i as text,
          [i, 1]::float[2] as vector, date '2020-01-01' as day from range(100000) r(i) order by i`
        let next = 0
        for await (const chunk of session.chunks(sql)) {
          const [i, half, text, vector, day] = chunk.columns as [
            Extract<ColumnData, { kind: 'number' }>,
            Extract<ColumnData, { kind: 'number' }>,
            Extract<ColumnData, { kind: 'text' }>,
            Extract<ColumnData, { kind: 'vector' }>,
            Extract<ColumnData, { kind: 'other' }>,
          ]
          expect(chunk.rows).toBeLessThanOrEqual(2048)
          expect(vector.values.length).toBe(2 * chunk.rows)
          for (let row = 0; row < chunk.rows; row++, next++) {
            if (i.values[row] !== next) throw new Error(`row ${next} holds ${i.values[row]}`)
            const missing = next % 3 === 0
            if (half.present![row] !== (missing ? 0 : 1)) throw new Error(`presence of ${next}`)
            if (!Object.is(half.values[row], missing ? Number.NaN : next / 2))
              throw new Error(`half of ${next} is ${half.values[row]}`)
            if (text.values[row] !== `row ${next}`) throw new Error(`text of ${next}`)
            if (vector.values[2 * row] !== next) throw new Error(`vector of ${next}`)
          }
          expect(day.values[0]).toBe('2020-01-01')
        }
        expect(next).toBe(100_000)
      })

      test('a reader may stop early', async () => {
        for await (const chunk of session.chunks('from range(10000000)')) {
          expect(chunk.rows).toBeGreaterThan(0)
          break
        }
        expect(await session.rows('select 1 as a')).toEqual([{ a: 1 }])
      })

      test('an empty result has no chunks and no rows', async () => {
        expect(await session.rows('select 1 where false')).toEqual([])
        expect(await collect(session.chunks('select 1 where false'))).toEqual([])
      })

      test('a value that does not convert is a conversion failure with its text', async () => {
        const failure = await failureOf(
          session.rows("select a::integer from (values ('1'), ('twelve')) t(a)"),
        )
        expect(failure.kind).toBe('conversion')
        expect(failure.message).toContain('twelve')
      })
    })

    describe('scratch tables and views', () => {
      test('are shared by the statements of a session, also at the same time', async () => {
        await session.execute('create table shared as select * from range(1000) r(i)')
        await session.execute('create view twice as select i * 2 as i from shared')
        const sums = await Promise.all(
          Array.from({ length: 8 }, (_, n) =>
            session.rows('select sum(i)::bigint + ? as s from twice', [n]),
          ),
        )
        expect(sums.map(([row]) => row!['s'])).toEqual(
          [0, 1, 2, 3, 4, 5, 6, 7].map((n) => 999_000 + n),
        )
        await session.execute('drop view twice')
        await session.execute('drop table shared')
      })

      test('belong to one session alone', async () => {
        const other = await under.engine.open({ readable: [] })
        await other.execute('create table mine (a integer)')
        expect((await failureOf(session.rows('from mine'))).kind).toBe('bind')
        await other.close()
      })
    })

    describe('write', () => {
      test('makes an object and says what is in it', async () => {
        const at = key()
        const rows: number[] = []
        const written = await session.write(
          'select i, i::varchar as t from range(5000) r(i) order by i desc; -- all of them',
          at,
          { onProgress: (n) => rows.push(n) },
        )
        const stored = await under.store.get(at)
        expect(written).toEqual({
          key: at,
          bytes: stored!.body.length,
          rows: 5000,
          sha256: createHash('sha256').update(stored!.body).digest('hex'),
          columns: [
            { name: 'i', type: 'BIGINT' },
            { name: 't', type: 'VARCHAR' },
          ],
        })
        expect(rows.at(-1)).toBe(5000)
        expect(await session.rows(`select * from ${session.parquet([at])} limit 1`)).toEqual([
          { i: 4999, t: '4999' },
        ])
        expect(await staged()).toEqual([])
      })

      test('an empty result is a file with its columns and no rows', async () => {
        const at = key()
        const written = await session.write('select 1 as a, [1.5] as b where false', at)
        expect(written).toMatchObject({ rows: 0 })
        expect(await session.describe(`from ${session.parquet([at])}`)).toEqual(written.columns)
        expect(await session.rows(`from ${session.parquet([at])}`)).toEqual([])
      })

      test('keeps what is there already and describes that', async () => {
        const at = key()
        const first = await session.write('select [1, 2]::float[2] as v, 7::hugeint as h', at)
        expect(await session.write("select 'other' as a", at)).toEqual(first)
        expect(await staged()).toEqual([])
      })

      test('of several writers of one key one wins and all describe it', async () => {
        const at = key()
        const written = await Promise.all(
          [1, 2, 3, 4].map((n) => session.write(`select ${n} as n`, at)),
        )
        expect(new Set(written.map((file) => file.sha256)).size).toBe(1)
        expect(await staged()).toEqual([])
      })

      test('leaves nothing behind when the query fails on the way', async () => {
        const at = key()
        const sql =
          "select case when i = 90000 then 'x' else '1' end::integer as n from range(100000) r(i)"
        expect((await failureOf(session.write(sql, at))).kind).toBe('conversion')
        expect(await under.store.head(at)).toBeUndefined()
        expect(await staged()).toEqual([])
      })

      test('places errors in the text it was given', async () => {
        const sql = 'select nope from (select 1 as a)'
        expect(await failureOf(session.write(sql, key()))).toMatchObject({ kind: 'bind', at: 7 })
      })

      test('refuses two columns of one name, in any case of letters', async () => {
        const failure = await failureOf(session.write('select 1 as a, 2 as A', key()))
        expect(failure).toMatchObject({ kind: 'bind', message: expect.stringContaining('"A"') })
      })
    })

    describe('parquet', () => {
      test('joins files by the names of their columns', async () => {
        const [one, two] = [key(), key()]
        await session.write('select 1 as a, 2 as b', one)
        await session.write('select 4 as b, 3 as a', two)
        expect(await session.rows(`from ${session.parquet([one, two])} order by a`)).toEqual([
          { a: 1, b: 2 },
          { a: 3, b: 4 },
        ])
      })

      test.each(["it's", 'a*b', 'a?b', 'a[b]c', 'a b', 'é漢', '100%', 'a=b', 'a{b,c}'])(
        'takes the name %s as it is',
        async (segment) => {
          const at = `tables/names/${segment}/part.parquet`
          await session.write('select 1 as a', at)
          expect(await session.rows(`from ${session.parquet([at])}`)).toEqual([{ a: 1 }])
        },
      )

      test('a pattern in a name matches no other file', async () => {
        await session.write('select 1 as a', 'tables/glob/part1.parquet')
        await session.write('select 2 as a', 'tables/glob/part*.parquet')
        const sql = `from ${session.parquet(['tables/glob/part*.parquet'])}`
        expect(await session.rows(sql)).toEqual([{ a: 2 }])
        const missing = `from ${session.parquet(['tables/glob/part?.parquet'])}`
        await expect(session.rows(missing)).rejects.toThrow()
      })

      test('needs at least one key', () => {
        expect(() => session.parquet([])).toThrow(RangeError)
      })
    })

    describe('writeChunks', () => {
      const columns = [
        { name: 'id', type: 'VARCHAR' },
        { name: 'n', type: 'BIGINT' },
        { name: 'x', type: 'DOUBLE' },
        { name: 'v', type: 'FLOAT[3]' },
        { name: 'at', type: 'TIMESTAMP' },
        { name: 'tags', type: 'STRUCT(a INTEGER, b VARCHAR[])' },
      ]
      const chunk = (from: number, rows: number): Chunk => {
        const index = Array.from({ length: rows }, (_, i) => from + i)
        return {
          rows,
          columns: [
            { kind: 'text', values: index.map((i) => (i % 5 === 0 ? null : `id ${i}`)) },
            {
              kind: 'number',
              values: Float64Array.from(index),
              present: Uint8Array.from(index, (i) => (i % 7 === 0 ? 0 : 1)),
            },
            { kind: 'number', values: Float64Array.from(index, (i) => i / 3) },
            {
              kind: 'vector',
              size: 3,
              values: Float32Array.from(index.flatMap((i) => [i, i / 2, -i])),
              present: Uint8Array.from(index, (i) => (i % 11 === 0 ? 0 : 1)),
            },
            { kind: 'other', values: index.map(() => '2024-01-02T03:04:05Z') },
            { kind: 'other', values: index.map((i) => (i % 2 ? { a: i, b: ['x', null] } : null)) },
          ],
        }
      }

      test('keeps every value, NULL and type over several chunks and batches', async () => {
        const at = key()
        const rows = 300_000
        function* chunks() {
          for (let from = 0; from < rows; from += 5000) yield chunk(from, 5000)
        }
        const written = await session.writeChunks(chunks(), columns, at)
        expect(written).toMatchObject({ rows, columns })
        const [sums] =
          await session.rows(`select count(*) as rows, count(id) as ids, count(n) as ns,
            bool_and(n = i and x = i / 3 and id = 'id ' || i) as scalars,
            bool_and(v::float[3] = [i, i / 2, -i]::float[3]) as vectors, count(v) as vs,
            bool_and("at" = timestamp '2024-01-02 03:04:05') as times, count(tags) as tags,
            bool_and(tags.a = i and tags.b = ['x', null]) as structs
          from (select *, (row_number() over ()) - 1 as i from ${session.parquet([at])})`)
        expect(sums).toEqual({
          rows,
          ids: rows - Math.ceil(rows / 5),
          ns: rows - Math.ceil(rows / 7),
          scalars: true,
          vectors: true,
          vs: rows - Math.ceil(rows / 11),
          times: true,
          tags: rows / 2,
          structs: true,
        })
      })

      test('no chunks make a file without rows', async () => {
        const at = key()
        expect(await session.writeChunks([], columns, at)).toMatchObject({ rows: 0, columns })
        expect(await session.rows(`from ${session.parquet([at])}`)).toEqual([])
      })

      test('reads back what chunks gave', async () => {
        const [from, to] = [key(), key()]
        await session.write(
          "select i, i / 2 as half, 'é' || i as t, [i]::float[1] as v from range(5000) r(i) where i % 9 <> 0 or i = 0",
          from,
        )
        const sql = `select i, half, t, v::float[1] as v from ${session.parquet([from])}`
        const described = await session.describe(sql)
        await session.writeChunks(session.chunks(sql), described, to)
        const difference = `(from ${session.parquet([from])} except from ${session.parquet([to])})
          union all (from ${session.parquet([to])} except from ${session.parquet([from])})`
        expect(await session.rows(difference)).toEqual([])
      })

      test('a fraction in an integer column is refused by name', async () => {
        const half: Chunk = { rows: 1, columns: [{ kind: 'number', values: Float64Array.of(0.5) }] }
        const failure = await failureOf(
          session.writeChunks([half], [{ name: 'n', type: 'INTEGER' }], key()),
        )
        expect(failure).toMatchObject({
          kind: 'conversion',
          message: expect.stringContaining('"n"'),
        })
      })

      test('leaves nothing behind when the chunks fail on the way', async () => {
        const at = key()
        async function* broken() {
          yield chunk(0, 10)
          throw new Error('the source broke')
        }
        await expect(session.writeChunks(broken(), columns, at)).rejects.toThrow('the source broke')
        expect(await under.store.head(at)).toBeUndefined()
        expect(await staged()).toEqual([])
      })
    })

    describe('limits', () => {
      test('a statement that takes too long is stopped', async () => {
        const hurried = await under.engine.open({ readable: [], timeoutSeconds: 0.3 })
        const started = performance.now()
        const failure = await failureOf(
          hurried.rows('select count(*) from range(10000000) a, range(10000000) b'),
        )
        expect(failure.kind).toBe('timeout')
        expect(performance.now() - started).toBeLessThan(5000)
        expect(await hurried.rows('select 1 as a')).toEqual([{ a: 1 }])
        await hurried.close()
      })

      test('a closed session refuses work, and closing twice is no error', async () => {
        const other = await under.engine.open({ readable: [] })
        await other.close()
        await other.close()
        expect((await failureOf(other.rows('select 1'))).message).toContain('closed')
      })

      test('closing stops what is running', async () => {
        const other = await under.engine.open({ readable: [] })
        const running = failureOf(
          other.rows('select count(*) from range(10000000) a, range(10000000) b'),
        )
        await new Promise((resolve) => setTimeout(resolve, 100))
        await other.close()
        expect((await running).message).toContain('closed')
      })
    })
  })
}
