import { randomBytes } from 'node:crypto'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Role, roles } from '../../../stacks/access.ts'
import { type AccessCase, accessCases } from '../../unit/stacks/access-cases.ts'
import { names, statements } from '../../unit/stacks/place.ts'
import { run } from '../tools/tool.ts'
import { versitygw } from '../tools/versitygw.ts'
import { required, s3 } from '../world.ts'

/**
 * What the server cannot hold: conditions (TLS, prefixes of a listing, encryption) and versions. Users stand for roles, and
 * the statements of a role stand in the bucket's policy, as users of this server have no policies of their own.
 */
const held = (one: AccessCase): boolean =>
  ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'].includes(one.action) &&
  one.context?.['aws:SecureTransport'] !== 'false' &&
  !('s3:x-amz-server-side-encryption' in (one.context ?? {})) &&
  one.resources.every((resource) => resource.startsWith(`${names.lakeArn}/`))

const cases = accessCases.filter(held)
const inLake = roles.filter((role) => objectStatements(role).length > 0)

function objectStatements(role: Role) {
  return statements(role).filter(
    ({ Resource = [], Condition }) =>
      Condition === undefined && Resource.every((arn) => arn.startsWith(`${names.lakeArn}/`)),
  )
}

describe.skipIf(s3.kind === 'missing')(
  'an S3 server that is given the statements of the roles',
  () => {
    const mark = randomBytes(4).toString('hex')
    const bucket = `access-${mark}`
    const secret = 'a-secret-of-this-test'
    const user = (role: Role) => `${role}-${mark}`
    const here = (arn: string) => arn.replace(names.lakeArn, `arn:aws:s3:::${bucket}`)
    const keyOf = (resource: string) => resource.slice(names.lakeArn.length + 1)
    const client = (accessKeyId: string, secretAccessKey: string) =>
      new S3Client({
        endpoint: required(s3).endpoint,
        region: required(s3).region,
        forcePathStyle: true,
        credentials: { accessKeyId, secretAccessKey },
      })

    beforeAll(async () => {
      const { endpoint, accessKeyId, secretAccessKey } = required(s3)
      const { binary } = required(await versitygw())
      for (const role of inLake) {
        const admin = ['admin', '-a', accessKeyId, '-s', secretAccessKey, '-er', endpoint]
        await run(binary, [...admin, 'create-user', '-a', user(role), '-s', secret, '-r', 'user'])
      }
      const root = client(accessKeyId, secretAccessKey)
      await root.send(new CreateBucketCommand({ Bucket: bucket }))
      for (const Key of new Set(cases.flatMap(({ resources }) => resources.map(keyOf))))
        await root.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'before' }))
    })

    /** The server keeps a policy of 4 KB at most, so each role's takes the place of the last. */
    async function give(role: Role): Promise<void> {
      const policy = objectStatements(role).map(({ Sid, Effect, Action, Resource }) => ({
        Sid,
        Effect,
        Principal: { AWS: [user(role)] },
        Action,
        Resource: Resource!.map(here),
      }))
      const { accessKeyId, secretAccessKey } = required(s3)
      await client(accessKeyId, secretAccessKey).send(
        new PutBucketPolicyCommand({
          Bucket: bucket,
          Policy: JSON.stringify({ Version: '2012-10-17', Statement: policy }),
        }),
      )
    }

    it.each(inLake)('lets %s do what it may, and nothing else', async (role) => {
      await give(role)
      const store = client(user(role), secret)
      const call = async (action: string, Key: string): Promise<boolean> => {
        const at = { Bucket: bucket, Key }
        try {
          if (action === 's3:GetObject')
            await (await store.send(new GetObjectCommand(at))).Body?.transformToString()
          else if (action === 's3:PutObject')
            await store.send(new PutObjectCommand({ ...at, Body: role }))
          else await store.send(new DeleteObjectCommand(at))
          return true
        } catch (error) {
          if (error instanceof S3ServiceException && error.name === 'AccessDenied') return false
          throw error
        }
      }
      const wrong: string[] = []
      for (const { what, action, resources, who } of cases) {
        for (const key of resources.map(keyOf)) {
          const allowed = await call(action, key)
          if (allowed !== who.includes(role))
            wrong.push(`${allowed ? 'allowed' : 'refused'}: ${what}, ${key}`)
          if (allowed && action === 's3:DeleteObject')
            await client(required(s3).accessKeyId, required(s3).secretAccessKey).send(
              new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'again' }),
            )
        }
      }
      expect(wrong).toEqual([])
    })

    it('holds each role to at least 20 calls that it may make and 20 that it may not', () => {
      for (const role of inLake.filter((one) => one !== 'state-machine')) {
        const calls = cases.flatMap(({ resources, who }) => resources.map(() => who.includes(role)))
        expect(calls.filter((allowed) => allowed).length, role).toBeGreaterThanOrEqual(20)
        expect(calls.filter((allowed) => !allowed).length, role).toBeGreaterThanOrEqual(20)
      }
    })
  },
)
