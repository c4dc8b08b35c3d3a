import { randomBytes } from 'node:crypto'
import { CreateBucketCommand, PutBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3'
import { s3Client } from '../../../platform/aws/s3-client.ts'
import { required, s3 } from '../world.ts'

/** A client of the run's S3 server, or of a proxy in front of it. */
export function testClient(endpoint = required(s3).endpoint, silenceMs?: number): S3Client {
  const { region, accessKeyId, secretAccessKey } = required(s3)
  const credentials = { accessKeyId, secretAccessKey }
  const waiting = silenceMs === undefined ? {} : { silenceMs }
  return s3Client({ endpoint, region, pathStyle: true, credentials, ...waiting })
}

/** A new bucket that keeps versions. */
export async function makeBucket(client: S3Client): Promise<string> {
  const Bucket = `test-${randomBytes(6).toString('hex')}`
  await client.send(new CreateBucketCommand({ Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' as const }
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
  return Bucket
}
