import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FsObjectStore } from '../../../platform/local/fs-object-store.ts'
import { moto } from '../world.ts'
import { engineOn, makeBucket, noLake, processVariables } from './bucket.ts'
import { type Command, told } from './cli.ts'
import { contentOf, land } from './sample.ts'

const moment = '2026-03-01T06:00:00.000Z'
const skipped = noLake ?? (moto.kind === 'missing' ? moto.reason : undefined)

describe.skipIf(skipped)(
  `the command line on s3:// and on a folder${skipped ? ` (skipped: ${skipped})` : ''}`,
  () => {
    let folder: string
    let bucket: string
    let local: Command
    let cloud: Command
    const both = async <T>(...args: string[]): Promise<readonly [T, T]> =>
      Promise.all([told<T>(args, local), told<T>(args, cloud)])

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millrace-s3-'))
      bucket = await makeBucket()
      const env = { MILLRACE_NOW: moment }
      local = { lake: join(folder, 'lake'), env }
      cloud = { lake: `s3://${bucket}/team a/lake`, env: { ...processVariables(), ...env } }
      await land(folder, local)
      await land(folder, cloud)
      await told(['run', 'reviews', '--run-id', 'day-1'], local)
      await told(['run', 'reviews', '--run-id', 'day-1'], cloud)
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    test('leave the same tables, vectors, models, predictions and records, byte for byte', async () => {
      const inFolder = await contentOf(new FsObjectStore(local.lake))
      const { store } = engineOn({ bucket, prefix: 'team a/lake' })
      const inBucket = await contentOf(store)
      expect(Object.keys(inFolder).length).toBeGreaterThan(50)
      expect(inBucket).toEqual(inFolder)
    })

    test('nothing is left in staging', async () => {
      const { store } = engineOn({ bucket, prefix: 'team a/lake' })
      for await (const { key } of store.list('staging/')) expect(key).toBeUndefined()
    })

    test.each([
      ['ls', 'reviews'],
      ['models', 'list', 'reviews'],
      ['models', 'show', 'reviews', 'champion'],
      ['predictions', 'reviews', '--limit', '20'],
      ['monitor', 'reviews'],
      ['lineage', 'champion'],
      [
        'sql',
        'select label, count(*) as n, avg(probability) as mean from predictions group by all order by all',
      ],
      ['show', 'reviews', 'feat_reviews', '--limit', '5'],
    ])('%s %s says the same', async (...args) => {
      const [inFolder, inBucket] = await both(...args)
      expect(inBucket).toEqual(inFolder)
    })

    test('a prediction is traced to the same line of the same file', async () => {
      const sql = 'select review_id from predictions order by all limit 1'
      const [rows] = await both<{ review_id: string }[]>('sql', sql)
      const [inFolder, inBucket] = await both('trace', 'reviews', rows[0]!.review_id)
      expect(inBucket).toEqual(inFolder)
    })

    test('publishing puts the tables into Glue, where they point into the bucket', async () => {
      expect(await told(['publish', 'reviews'], cloud)).toMatchObject({ database: 'reviews_prod' })
    })

    test('a run that is done changes nothing when it is run again', async () => {
      const { store } = engineOn({ bucket, prefix: 'team a/lake' })
      const before = await contentOf(store)
      expect(await told(['run', 'reviews', '--run-id', 'day-1'], cloud)).toMatchObject({
        repeated: true,
      })
      expect(await contentOf(store)).toEqual(before)
    })
  },
)
