import { describe, expect, it } from 'vitest'
import { bounded, headOf } from '../../../../engine/sources/bounded.ts'

async function* mebibytes(count: number): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(2 ** 20)
  for (let i = 0; i < count; i++) yield piece
}

async function size(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let total = 0
  for await (const piece of bytes) total += piece.length
  return total
}

describe('the limit on what a compressed file unpacks to', () => {
  it('lets 256 MiB through, however small the file', async () => {
    expect(await size(bounded(mebibytes(256), { name: 'a.gz', bytes: 1 }))).toBe(2 ** 28)
  })

  it('refuses more of a small file', async () => {
    await expect(size(bounded(mebibytes(257), { name: 'a.gz', bytes: 1 }))).rejects.toMatchObject({
      code: 'SOURCE_FILE_TOO_LARGE',
      message: 'a.gz has 1 bytes but unpacks to more than 268435456. Nothing of it was taken in.',
    })
  })

  it('lets 200 times its size through of a larger one', async () => {
    const file = { name: 'a.gz', bytes: 2 * 2 ** 20 }
    expect(await size(bounded(mebibytes(400), file))).toBe(400 * 2 ** 20)
    await expect(size(bounded(mebibytes(401), file))).rejects.toThrow('unpacks to more')
  })
})

describe('the start of a stream', () => {
  it('is whole when there is no more', async () => {
    expect(await headOf(mebibytes(1), 2 ** 21)).toMatchObject({ whole: true })
    const { head, whole } = await headOf(mebibytes(9), 2 ** 20 + 1)
    expect([head.length, whole]).toEqual([2 ** 21, false])
  })
})
