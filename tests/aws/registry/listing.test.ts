import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { S3ObjectStore } from '../../../platform/aws/s3-object-store.ts'
import { beginRun, finishRun, listRuns, recordMonitor } from '../../../registry/index.ts'
import { compactKind, longTail } from '../../../registry/listing/compact.ts'
import { readManifest } from '../../../registry/listing/manifest.ts'
import { listKind } from '../../../registry/listing/read-listing.ts'
import { sampleMonitor, sampleOutcome, sampleRun } from '../../unit/registry/sample-records.ts'
import { makeBucket, testClient } from '../s3/bucket.ts'
import { s3 } from '../world.ts'

describe.skipIf(s3.kind === 'missing')('the registry of a lake in a bucket', () => {
  const client = s3.kind === 'missing' ? undefined : testClient()
  let bucket = ''
  /** As a process of its own would have it. */
  const lake = (prefix: string) => new S3ObjectStore({ bucket, prefix, client: client! })
  const ids = async (prefix: string) =>
    (await listKind(lake(prefix), 'monitors')).map(({ rows }) => rows).sort((a, b) => a - b)
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)
  const record = (prefix: string, id: number) =>
    recordMonitor(lake(prefix), sampleMonitor({ run_id: `r${id}`, rows: id }))

  beforeAll(async () => {
    bucket = await makeBucket(client!)
  })
  afterAll(() => {
    client!.destroy()
  })

  test('lists what was written before, while others write and take the tail into the index', async () => {
    const count = 60
    const written: number[] = []
    const write = async (worker: number) => {
      for (let id = worker; id < count; id += 4) {
        await record('busy', id)
        written.push(id)
      }
    }
    const compact = async () => {
      while (written.length < count) await compactKind(lake('busy'), 'monitors')
    }
    const look = async () => {
      while (written.length < count) {
        const before = [...written]
        expect(await ids('busy')).toEqual(expect.arrayContaining(before))
      }
    }
    await Promise.all([...upTo(4).map(write), compact(), compact(), look(), look()])
    expect(await ids('busy')).toEqual(upTo(count))
  }, 60_000)

  test('makes an index of many documents by itself, and lists them in a handful of requests', async () => {
    await Promise.all(
      upTo(8).map(async (worker) => {
        for (let id = worker; id < longTail + 44; id += 8) await record('many', id)
      }),
    )
    expect(await ids('many')).toEqual(upTo(longTail + 44))
    const { value } = await readManifest(lake('many'), 'monitors')
    expect(value.segments.reduce((sum, { documents }) => sum + documents, 0)).toBe(longTail + 44)
    const store = lake('many')
    let reads = 0
    const counted = new Proxy(store, {
      get: (target, name) => {
        if (name === 'get') reads++
        const member = Reflect.get(target, name)
        return typeof member === 'function' ? member.bind(target) : member
      },
    })
    expect(await listKind(counted, 'monitors')).toHaveLength(longTail + 44)
    expect(reads).toBeLessThan(10)
  }, 60_000)

  test('lists runs as they stand, from the index and from what came after', async () => {
    const store = lake('runs')
    const now = new Date('2026-07-01T08:10:00Z')
    await beginRun(store, sampleRun())
    await compactKind(store, 'runs')
    expect(await listRuns(lake('runs'), 'reviews', now)).toMatchObject([{ status: 'running' }])
    await finishRun(store, sampleOutcome())
    expect(await listRuns(lake('runs'), 'reviews', now)).toMatchObject([{ status: 'done' }])
  })
})
