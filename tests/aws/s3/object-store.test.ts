import { randomBytes } from 'node:crypto'
import { beforeAll, describe } from 'vitest'
import { S3ObjectStore } from '../../../platform/aws/s3-object-store.ts'
import { objectStoreContract } from '../../ports/object-store-contract.ts'
import { s3 } from '../world.ts'
import { makeBucket, testClient } from './bucket.ts'

describe.skipIf(s3.kind === 'missing')('in S3 (versitygw)', () => {
  let bucket = ''
  beforeAll(async () => {
    bucket = await makeBucket(testClient())
  })

  objectStoreContract('below a prefix of a bucket', async () => {
    const prefix = `lake ${randomBytes(4).toString('hex')}`
    const client = testClient()
    const another = () => new S3ObjectStore({ bucket, prefix, client: testClient() })
    return {
      store: new S3ObjectStore({ bucket, prefix, client }),
      another,
      cleanup: async () => client.destroy(),
    }
  })

  objectStoreContract('in a whole bucket', async () => {
    const client = testClient()
    const whole = await makeBucket(client)
    return {
      store: new S3ObjectStore({ bucket: whole, client }),
      another: () => new S3ObjectStore({ bucket: whole, client }),
      cleanup: async () => client.destroy(),
    }
  })
})
