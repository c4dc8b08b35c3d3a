import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decompress } from '../../../../platform/local/decompress.ts'

const lines = Array.from({ length: 60_000 }, (_, n) => `line ${(n * 7919) % 1013}\n`).join('')
const content = Buffer.from(lines)
const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])

const formats = [
  ['gzip', gzipSync],
  ['Zstandard', zstdCompressSync],
] as const

async function* inPieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function expand(bytes: Uint8Array, size = 10_000): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of decompress(inPieces(bytes, size))) pieces.push(piece)
  return Buffer.concat(pieces)
}

describe.each(formats)('%s', (name, compress) => {
  const whole = compress(content)

  test.each([1, 2, 3, 1_000, 10_000_000])('expands in pieces of %i bytes', async (size) => {
    expect((await expand(whole, size)).equals(content)).toBe(true)
  })

  test('expands files that were put one after another', async () => {
    const parts = [compress(content), compress(Buffer.from('')), compress(Buffer.from('end'))]
    for (const size of [1, 777, 10_000_000])
      expect((await expand(Buffer.concat(parts), size)).toString()).toBe(`${lines}end`)
  })

  test('expands nothing to nothing', async () => {
    expect((await expand(compress(Buffer.alloc(0)))).length).toBe(0)
  })

  test.each([4, 5, 6, 100, whole.length >> 1, whole.length - 9, whole.length - 1])(
    'cut after %i bytes is an error, never a shorter file',
    async (length) => {
      const failure = expand(whole.subarray(0, length))
      await expect(failure).rejects.toMatchObject({
        code: 'SOURCE_FILE_UNREADABLE',
        message: expect.stringContaining(name),
        cause: expect.any(Error),
      })
    },
  )

  test('a second file that is cut short is an error', async () => {
    await expect(expand(Buffer.concat([whole, whole.subarray(0, -5)]))).rejects.toMatchObject({
      code: 'SOURCE_FILE_UNREADABLE',
    })
  })

  test('a changed byte in the middle is an error', async () => {
    const damaged = Buffer.from(whole)
    damaged[damaged.length >> 1]! ^= 0xff
    await expect(expand(damaged)).rejects.toMatchObject({ code: 'SOURCE_FILE_UNREADABLE' })
  })

  test('something else after the end is an error', async () => {
    await expect(expand(Buffer.concat([whole, Buffer.from('hello')]))).rejects.toMatchObject({
      code: 'SOURCE_FILE_UNREADABLE',
    })
  })

  test('whoever stops early ends the source too', async () => {
    let ended = false
    async function* source(): AsyncIterable<Uint8Array> {
      try {
        for (;;) yield whole
      } finally {
        ended = true
      }
    }
    for await (const piece of decompress(source())) {
      expect(piece.length).toBeGreaterThan(0)
      break
    }
    await expect.poll(() => ended).toBe(true)
  })

  test('a source that fails is not mistaken for damage', async () => {
    async function* source(): AsyncIterable<Uint8Array> {
      yield whole.subarray(0, 500)
      throw new Error('network down')
    }
    await expect(
      (async () => {
        for await (const piece of decompress(source())) expect(piece).toBeDefined()
      })(),
    ).rejects.toThrow('network down')
  })

  test('a small file that expands to a great one is expanded in pieces', async () => {
    const bomb = compress(Buffer.alloc(64 * 1024 * 1024))
    let seen = 0
    for await (const piece of decompress(inPieces(bomb, 4_096))) {
      expect(piece.length).toBeLessThan(2_000_000)
      seen += piece.length
      if (seen > 8_000_000) break
    }
    expect(seen).toBeLessThan(10_000_000)
  })
})

test('frames of other programs between Zstandard frames are passed over', async () => {
  const end = zstdCompressSync(Buffer.from('end'))
  const parts = [skippable, zstdCompressSync(content), skippable, end, skippable]
  for (const size of [1, 5, 10_000_000])
    expect((await expand(Buffer.concat(parts), size)).toString()).toBe(`${lines}end`)
  await expect(expand(skippable.subarray(0, -1))).rejects.toMatchObject({
    code: 'SOURCE_FILE_UNREADABLE',
  })
})

test('anything else passes through as it is', async () => {
  for (const text of ['', 'a', 'abc', 'plain text', 'PAR1....PAR1'])
    expect((await expand(Buffer.from(text), 2)).toString()).toBe(text)
  expect(await expand(Buffer.from([0x1f]))).toEqual(Buffer.from([0x1f]))
})

test('compressing and expanding gives what there was, whatever the pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 3_000 }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...formats),
      fc.integer({ min: 1, max: 500 }),
      async (parts, [, compress], size) => {
        const whole = await expand(Buffer.concat(parts.map((part) => compress(part))), size)
        expect(whole.equals(Buffer.concat(parts))).toBe(true)
      },
    ),
    { numRuns: 60 },
  )
})
