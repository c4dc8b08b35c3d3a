import { describe, expect, test } from 'vitest'
import type { CatalogTable } from '../../../contracts/ports/catalog.ts'
import { moto } from '../world.ts'
import {
  catalogOf,
  countedGlue,
  failureNamed,
  glueClient,
  lakeRoot,
  randomName,
  writesOf,
} from './glue-world.ts'

const reviews = (version: string): CatalogTable => ({
  name: 'reviews',
  columns: [{ name: 'review_id', type: 'VARCHAR' }],
  prefix: `tables/reviews/primary/reviews/${version}/`,
  parameters: { version },
})
const runs: CatalogTable = {
  ...reviews('v1'),
  name: 'runs',
  partitionColumns: [{ name: 'run_id', type: 'VARCHAR' }],
  prefix: 'runs/',
}
const partitions = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ values: [`r${n}`], prefix: `runs/run_id=r${n}/` }))

/** Fails the first calls of a command with these failures: before they arrive, or after they were done. */
const failing = (command: string, failures: Error[], when: 'before' | 'after' = 'before') =>
  countedGlue(glueClient(), async (name, send) => {
    const failure = name === command ? failures.shift() : undefined
    if (failure === undefined) return send()
    if (when === 'after') await send()
    throw failure
  })

describe.skipIf(moto.kind === 'missing')('Glue that fails', () => {
  test.each(['ThrottlingException', 'InternalServiceException', 'OperationTimeoutException'])(
    '%s passes: the call is made again',
    async (name) => {
      const database = randomName('db')
      for (const command of ['CreateTable', 'GetTable', 'CreateDatabase']) {
        const glue = failing(command, [failureNamed(name), failureNamed(name)])
        await catalogOf(glue.client).putTable(randomName('db'), reviews('v1'))
      }
      await catalogOf(failing('GetTables', [failureNamed(name)]).client).tables(database)
    },
  )

  test.each(['CreateDatabase', 'CreateTable', 'UpdateTable', 'DeleteTable'])(
    'a lost answer of %s is read back',
    async (command) => {
      const database = randomName('db')
      const before = catalogOf(glueClient())
      if (command === 'UpdateTable') await before.putTable(database, reviews('v1'))
      if (command === 'CreateTable') await before.putTable(database, runs)
      const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
      const glue = failing(command, [lost], 'after')
      await catalogOf(glue.client).putTable(database, reviews('v2'))
      expect(await catalogOf(glueClient()).table(database, 'reviews')).toEqual(reviews('v2'))
      if (command === 'UpdateTable') expect(glue.calls.get('UpdateTable')).toBe(1)
      if (command === 'CreateTable') expect(glue.calls.get('CreateTable')).toBe(1)
      await catalogOf(glue.client).dropTable(database, 'reviews')
      expect(await before.table(database, 'reviews')).toBeUndefined()
    },
  )

  test('a table that another writer changes at the same moment is changed on its newest state', async () => {
    const database = randomName('db')
    await catalogOf(glueClient()).putTable(database, reviews('v1'))
    let versions: unknown[] = []
    const glue = countedGlue(glueClient(), async (name, send, input) => {
      if (name !== 'UpdateTable') return send()
      versions = [...versions, (input as { VersionId?: string }).VersionId]
      if (versions.length > 1) return send()
      await catalogOf(glueClient()).putTable(database, reviews('other'))
      throw failureNamed('ConcurrentModificationException')
    })
    await catalogOf(glue.client).putTable(database, reviews('v2'))
    expect(await catalogOf(glueClient()).table(database, 'reviews')).toEqual(reviews('v2'))
    expect(versions).toEqual(['1', '2'])
  })

  test('who may not is told so, with nothing tried again', async () => {
    const glue = failing('GetTable', [failureNamed('AccessDeniedException', 'not authorized')])
    await expect(
      catalogOf(glue.client).putTable(randomName('db'), reviews('v1')),
    ).rejects.toMatchObject({
      code: 'CATALOG_DENIED',
      message: expect.stringContaining('not authorized'),
    })
    expect(glue.calls).toEqual(new Map([['GetTable', 1]]))
  })

  test('Glue that never answers is given up with a message that says how to repair', async () => {
    const glue = failing(
      'GetTable',
      Array.from({ length: 8 }, () => failureNamed('ThrottlingException')),
    )
    await expect(
      catalogOf(glue.client).putTable(randomName('db'), reviews('v1')),
    ).rejects.toMatchObject({ code: 'CATALOG_FAILED', hint: expect.stringContaining('publish') })
  })
})

describe.skipIf(moto.kind === 'missing')('partitions of Glue', () => {
  const put = async (count: number) => {
    const database = randomName('db')
    await catalogOf(glueClient()).putTable(database, runs)
    if (count > 0) await catalogOf(glueClient()).putPartitions(database, 'runs', partitions(count))
    return database
  }

  test('entries that a batch refuses for the moment are sent again, and only these', async () => {
    const database = await put(0)
    const sent: number[] = []
    const glue = countedGlue(glueClient(), async (name, send, input) => {
      if (name !== 'BatchCreatePartition') return send()
      const list = (input as { PartitionInputList: { Values: string[] }[] }).PartitionInputList
      sent.push(list.length)
      if (sent.length > 3) return send()
      const late = list.splice(0, Math.ceil(list.length / 2))
      await send()
      list.unshift(...late)
      return {
        Errors: late.map(({ Values }) => ({
          PartitionValues: Values,
          ErrorDetail: { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' },
        })),
      }
    })
    await catalogOf(glue.client).putPartitions(database, 'runs', partitions(250))
    expect(sent).toEqual([100, 100, 50, 100, 25])
    expect(await catalogOf(glueClient()).partitions(database, 'runs')).toHaveLength(250)
  })

  test('a partition that another publisher adds or removes meanwhile is put all the same', async () => {
    const database = await put(2)
    const moved = partitions(4).map((each) => ({ ...each, prefix: `${each.prefix}v2/` }))
    let meddled = false
    const glue = countedGlue(glueClient(), async (name, send) => {
      if (name !== 'BatchCreatePartition' || meddled) return send()
      meddled = true
      const other = catalogOf(glueClient())
      await other.putPartitions(database, 'runs', partitions(4).slice(2))
      await other.dropPartitions(database, 'runs', [['r0']])
      return send()
    })
    await catalogOf(glue.client).putPartitions(database, 'runs', moved)
    const found = await catalogOf(glueClient()).partitions(database, 'runs')
    expect([...found].sort((a, b) => (a.values < b.values ? -1 : 1))).toEqual(moved)
  })

  test('one that is refused for good names itself', async () => {
    const database = await put(0)
    const glue = countedGlue(glueClient(), async (name, send) =>
      name === 'BatchCreatePartition'
        ? {
            Errors: [
              {
                PartitionValues: ['r1'],
                ErrorDetail: { ErrorCode: 'InvalidInputException', ErrorMessage: 'too long' },
              },
            ],
          }
        : send(),
    )
    await expect(
      catalogOf(glue.client).putPartitions(database, 'runs', partitions(2)),
    ).rejects.toMatchObject({
      code: 'CATALOG_FAILED',
      message: expect.stringMatching(/partition r1 of "runs": too long \(InvalidInputException/),
    })
  })

  test('an empty value, which readers take for NULL, is refused before anything is written', async () => {
    const glue = countedGlue(glueClient())
    await expect(
      catalogOf(glue.client).putPartitions('db', 'runs', [{ values: [''], prefix: 'x/' }]),
    ).rejects.toMatchObject({ code: 'CATALOG_NAME_REFUSED' })
    expect(glue.calls.size).toBe(0)
  })

  test('5,000 are added in calls of a hundred; a second time nothing is written; dropping takes 25 a call', async () => {
    const database = await put(0)
    const many = partitions(5000)
    const first = countedGlue(glueClient())
    const begun = performance.now()
    await catalogOf(first.client).putPartitions(database, 'runs', many)
    const seconds = (performance.now() - begun) / 1000
    expect(first.calls.get('BatchCreatePartition')).toBe(50)
    expect(writesOf(first)).toBe(50)

    const second = countedGlue(glueClient())
    await catalogOf(second.client).putTable(database, runs)
    await catalogOf(second.client).putPartitions(database, 'runs', many)
    expect(writesOf(second)).toBe(0)

    const third = countedGlue(glueClient())
    const gone = many.slice(0, 1000).map(({ values }) => values)
    await catalogOf(third.client).dropPartitions(database, 'runs', gone)
    expect(Object.fromEntries(third.calls)).toEqual({ BatchDeletePartition: 40 })
    expect(await catalogOf(glueClient()).partitions(database, 'runs')).toHaveLength(4000)
    console.log(
      `5,000 partitions in ${seconds.toFixed(1)} s: ${JSON.stringify(Object.fromEntries(first.calls))}; again ${JSON.stringify(Object.fromEntries(second.calls))}`,
    )
  })
})

describe.skipIf(moto.kind === 'missing')('a table in Glue', () => {
  test('that was changed by hand is put right, and one that was not is left alone', async () => {
    const database = randomName('db')
    const catalog = catalogOf(glueClient())
    await catalog.putTable(database, reviews('v1'))
    await catalog.putTable(database, { ...reviews('v1'), prefix: 'elsewhere/' })
    const glue = countedGlue(glueClient())
    await catalogOf(glue.client).putTable(database, reviews('v1'))
    await catalogOf(glue.client).putTable(database, reviews('v1'))
    expect(writesOf(glue)).toBe(1)
    expect(await catalog.table(database, 'reviews')).toEqual(reviews('v1'))
    expect(lakeRoot).toMatch(/^s3:/)
  })

  test('keeps a description and a comment that are longer than Glue takes', async () => {
    const database = randomName('db')
    const long = {
      ...reviews('v1'),
      description: 'ü'.repeat(3000),
      columns: [{ name: 'review_id', type: 'VARCHAR', description: `${'評'.repeat(200)}\nend` }],
    }
    await catalogOf(glueClient()).putTable(database, long)
    expect(await catalogOf(glueClient()).table(database, 'reviews')).toEqual(long)
  })

  test('keeps names in upper case for the lake, and refuses two that Glue takes for one', async () => {
    const database = randomName('db')
    const catalog = catalogOf(glueClient())
    const upper = { ...reviews('v1'), name: 'Reviews', columns: [{ name: 'ID', type: 'BIGINT' }] }
    await catalog.putTable(database, upper)
    expect(await catalog.table(database, 'reviews')).toEqual(upper)
    expect(() => catalog.check([reviews('v1'), upper])).toThrow(/"reviews" and "Reviews"/)
    const columns = [...upper.columns, { name: 'id', type: 'VARCHAR' }]
    await expect(catalog.putTable(database, { ...upper, columns })).rejects.toMatchObject({
      code: 'CATALOG_NAME_REFUSED',
      message: expect.stringContaining('"ID" and "id" of "Reviews"'),
    })
  })

  test('with a type that Athena cannot read is refused by table, column and type, before any call', async () => {
    const glue = countedGlue(glueClient())
    const columns = [{ name: 'seen', type: 'STRUCT(at TIME)' }]
    await expect(
      catalogOf(glue.client).putTable('db', { ...reviews('v1'), columns }),
    ).rejects.toMatchObject({
      code: 'CATALOG_TYPE_REFUSED',
      message:
        'Column "seen" of table "reviews" has the type STRUCT(at TIME) with TIME in it, which Athena cannot read from Parquet. Nothing was changed in the catalog.',
      hint: expect.stringContaining('VARCHAR'),
    })
    expect(glue.calls.size).toBe(0)
  })

  test('is looked at once and written once, and fifty of them are too', async () => {
    const database = randomName('db')
    const fifty = Array.from({ length: 50 }, (_, n) => ({ ...reviews('v1'), name: `t${n}` }))
    const put = async () => {
      const glue = countedGlue(glueClient())
      const begun = performance.now()
      for (const table of fifty) await catalogOf(glue.client).putTable(database, table)
      const seconds = ((performance.now() - begun) / 1000).toFixed(1)
      console.log(`50 tables in ${seconds} s: ${JSON.stringify(Object.fromEntries(glue.calls))}`)
      return Object.fromEntries(glue.calls)
    }
    expect(await put()).toEqual({ GetTable: 50, CreateTable: 51, CreateDatabase: 1 })
    expect(await put()).toEqual({ GetTable: 50 })
  })
})
