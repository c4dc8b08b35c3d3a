import { describe, expect, test } from 'vitest'
import { hasCode, readError, writeError } from '../../../../platform/local/fs-errors.ts'

const failure = (code: string) => Object.assign(new Error(`${code}: it failed`), { code })

describe('a failed write', () => {
  test.each([
    ['ENOSPC', 'no space is left on the disk'],
    ['EDQUOT', 'quota'],
    ['EACCES', 'you may not write there'],
    ['EPERM', 'hard links'],
    ['EROFS', 'read-only'],
    ['ENOTDIR', 'is a file and not a folder'],
  ])('%s is told as: %s', (code, words) => {
    const cause = failure(code)
    expect(writeError('lake', 'a/b', cause)).toMatchObject({
      code: 'LAKE_NOT_WRITABLE',
      message: expect.stringMatching(`"a/b".*lake.*${words}.*Nothing was replaced`),
      cause,
    })
  })

  test('for a reason nobody can act on stays what it is', () => {
    for (const error of [failure('EBADF'), new Error('plain'), 'text'])
      expect(writeError('lake', 'a', error)).toBe(error)
  })
})

describe('a failed read', () => {
  test('for want of permission or a sound disk is told in words', () => {
    for (const code of ['EACCES', 'EPERM', 'EIO'])
      expect(readError('lake', 'a/b', failure(code))).toMatchObject({ code: 'LAKE_NOT_READABLE' })
  })

  test('for another reason stays what it is', () => {
    const error = failure('EBADF')
    expect(readError('lake', 'a', error)).toBe(error)
  })
})

test('a code is known by name, and only on errors', () => {
  expect(hasCode(failure('ENOENT'), 'EEXIST', 'ENOENT')).toBe(true)
  expect(hasCode(failure('ENOENT'), 'EEXIST')).toBe(false)
  expect(hasCode({ code: 'ENOENT' }, 'ENOENT')).toBe(false)
})
