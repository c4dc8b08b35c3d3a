import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inParallel, partsOf } from '../../../../platform/aws/s3-pieces.ts'

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}
async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('parts of a body', () => {
  test('have the sizes asked for, and together they are the body', async () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 50 }), async (body, size) => {
        const parts = await collect(partsOf(each(body), () => size))
        expect(Buffer.concat(parts).equals(Buffer.concat(body))).toBe(true)
        for (const part of parts.slice(0, -1)) expect(part.length).toBe(size)
        expect(parts.at(-1)!.length).toBeLessThanOrEqual(size)
        expect(parts.length).toBe(Math.max(1, Math.ceil(Buffer.concat(body).length / size)))
      }),
    )
  })

  test('may grow on the way', async () => {
    const parts = await collect(partsOf(Buffer.alloc(10), (part) => part + 1))
    expect(parts.map(({ length }) => length)).toEqual([1, 2, 3, 4])
  })
})

describe('work in parallel', () => {
  test('keeps the order of its results and never has more than the given hands', async () => {
    let [busy, most] = [0, 0]
    const results = await inParallel(each([5, 1, 4, 2, 3, 0]), 2, async (item) => {
      busy += 1
      most = Math.max(most, busy)
      await new Promise((resolve) => setTimeout(resolve, item))
      busy -= 1
      return item * 10
    })
    expect(results).toEqual([50, 10, 40, 20, 30, 0])
    expect(most).toBe(2)
  })

  test('takes no further item once one has failed, and waits for those under way', async () => {
    const done: number[] = []
    const work = async (item: number) => {
      await new Promise((resolve) => setTimeout(resolve, item))
      if (item === 1) throw new Error('one failed')
      done.push(item)
    }
    await expect(inParallel(each([10, 1, 20, 30, 40]), 2, work)).rejects.toThrow('one failed')
    expect(done).toContain(10)
    expect(done).not.toContain(40)
  })
})
