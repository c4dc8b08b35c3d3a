import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../../../platform/aws/lake-address.ts'

describe('the address of a lake in a bucket', () => {
  test.each([
    ['s3://lake', { bucket: 'lake', prefix: '' }],
    ['s3://lake/', { bucket: 'lake', prefix: '' }],
    ['s3://lake.of.ours/team a/é', { bucket: 'lake.of.ours', prefix: 'team a/é' }],
    ['s3://lake/prod/', { bucket: 'lake', prefix: 'prod' }],
  ])('%s is taken apart', (lake, parts) => {
    expect(parseAddress(lake)).toEqual(parts)
  })

  test.each([
    's3://',
    's3:///x',
    's3://A/x',
    's3://a_b/x',
    's3://lake/a//b',
    's3://lake/../x',
    'S3://lake',
    'gs://lake',
  ])('%s is refused by its name', (lake) => {
    expect(() => parseAddress(lake)).toThrow(
      expect.objectContaining({
        code: 'LAKE_ADDRESS_INVALID',
        message: expect.stringContaining(`"${lake}"`),
      }),
    )
  })
})
