import { expect, test } from 'vitest'
import { mapInOrder, mapLimited } from '../../../engine/slots.ts'

test('no more than the limit is under way, and everything is done', async () => {
  let running = 0
  let most = 0
  const doubled = await mapLimited(
    [1, 2, 3, 4, 5, 6],
    async (item) => {
      most = Math.max(most, ++running)
      await new Promise((done) => setTimeout(done, 1))
      running--
      return item * 2
    },
    2,
  )
  expect(doubled).toEqual([2, 4, 6, 8, 10, 12])
  expect(most).toBe(2)
})

test('an item begins when those it needs are done, and not before', async () => {
  const needs: Readonly<Record<string, readonly string[]>> = {
    a: [],
    b: ['a'],
    c: [],
    d: ['b', 'c', 'elsewhere'],
  }
  const finished: string[] = []
  await mapInOrder(['a', 'b', 'c', 'd'], {
    needs: (item) => needs[item],
    limit: 4,
    work: async (item) => {
      for (const needed of needs[item].filter((name) => name !== 'elsewhere'))
        expect(finished).toContain(needed)
      await new Promise((done) => setTimeout(done, item === 'a' ? 5 : 1))
      finished.push(item)
    },
  })
  expect(finished.toSorted()).toEqual(['a', 'b', 'c', 'd'])
})

test('of several failures the first in the list is thrown, after all is done', async () => {
  const done: number[] = []
  const work = async (item: number) => {
    await new Promise((wait) => setTimeout(wait, 5 - item))
    done.push(item)
    if (item > 0) throw new Error(String(item))
  }
  await expect(mapLimited([0, 1, 2, 3], work)).rejects.toThrow('1')
  expect(done).toHaveLength(4)
})
