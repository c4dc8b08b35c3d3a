import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3'
import { versitygw } from '../tools/versitygw.ts'
import { required, s3 } from '../world.ts'
import { ownerClient } from './bucket.ts'

export interface UserKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A new user of the S3 server who may do everything in one bucket. */
export async function makeUser(bucket: string, name: string): Promise<UserKeys> {
  const keys = { accessKeyId: name, secretAccessKey: randomUUID() }
  await administer(
    'create-user',
    ...['--access', keys.accessKeyId, '--secret', keys.secretAccessKey, '--role', 'user'],
  )
  const policy = {
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: [name] },
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      },
    ],
  }
  await ownerClient().send(
    new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(policy) }),
  )
  return keys
}

export const removeUser = (name: string): Promise<void> =>
  administer('delete-user', '--access', name)

async function administer(...args: readonly string[]): Promise<void> {
  const { binary } = required(await versitygw())
  const { endpoint, region, accessKeyId, secretAccessKey } = required(s3)
  const connection = ['--allow-insecure', '--endpoint-url', endpoint, '--region', region]
  const owner = ['--access', accessKeyId, '--secret', secretAccessKey]
  const { status, stderr, stdout } = spawnSync(
    binary,
    ['admin', ...connection, ...owner, ...args],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`versitygw admin ${args[0]}: ${stdout}${stderr}`)
}
