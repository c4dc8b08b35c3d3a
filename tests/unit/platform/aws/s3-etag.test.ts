import { expect, test } from 'vitest'
import { etagOf, parseEtag, versionOf } from '../../../../platform/aws/s3-etag.ts'

test('an etag names the tag and the version, and is read back', () => {
  const version = versionOf({ ETag: '"0cc1-2"', VersionId: 'a.b_c-d' })
  expect(etagOf(version)).toBe('0cc1-2.a.b_c-d')
  expect(parseEtag(etagOf(version))).toEqual(version)
})

test('equal contents in two versions have two etags', () => {
  const tag = { ETag: '"e"' }
  expect(etagOf(versionOf({ ...tag, VersionId: '1' }))).not.toBe(
    etagOf(versionOf({ ...tag, VersionId: '2' })),
  )
})

test.each(['nonsense', '', '.', 'e.', '.v'])('%j is no etag', (text) => {
  expect(parseEtag(text)).toBeUndefined()
})
