import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateStateMachineCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn'
import type { FunctionName } from '../../../contracts/deployment.ts'
import { deployedName } from '../../../contracts/deployment.ts'
import type { ObjectStore } from '../../../contracts/ports/object-store.ts'
import { S3ObjectStore } from '../../../platform/aws/s3-object-store.ts'
import { type Bundle, bundleGroups, makeBundle } from '../../../scripts/bundle.ts'
import { type LambdaOptions, type LambdaRuntime, startLambda } from '../servers/lambda-runtime.ts'
import { moto, required, s3 } from '../world.ts'

export const region = 'us-east-1'

/** A deployment of its own on the shared stand-ins: a bucket, a state machine that only waits, and functions. */
export interface Deployment {
  readonly bucket: string
  readonly lake: string
  readonly store: ObjectStore
  readonly client: S3Client
  /** Starts a function as it is deployed. */
  start(name: FunctionName, options?: Partial<LambdaOptions>): Promise<LambdaRuntime>
  /** Names of the executions that were started. */
  executions(): Promise<readonly string[]>
  stop(): Promise<void>
}

const bundles = new Map<string, Promise<Bundle>>()
let made: string | undefined

/** The bundle that has a function, made once a test file. */
export async function bundleOf(name: FunctionName): Promise<Bundle> {
  made ??= await mkdtemp(join(tmpdir(), 'millrace-bundles-'))
  const group = bundleGroups.light.includes(name) ? 'light' : 'full'
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64'
  const bundle = bundles.get(group) ?? makeBundle(group, arch, made)
  bundles.set(group, bundle)
  return bundle
}

export async function removeBundles(): Promise<void> {
  if (made !== undefined) await rm(made, { recursive: true, force: true })
  made = undefined
  bundles.clear()
}

export async function deploy(): Promise<Deployment> {
  const { endpoint, accessKeyId, secretAccessKey } = required(s3)
  const random = Math.random().toString(36).slice(2, 10)
  const bucket = `functions-${random}`
  const credentials = { accessKeyId, secretAccessKey }
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials })
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  await client.send(
    new PutBucketVersioningCommand({
      Bucket: bucket,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  )
  const sfn = new SFNClient({ endpoint: required(moto).endpoint, region, credentials })
  const { stateMachineArn = '' } = await sfn.send(
    new CreateStateMachineCommand({
      name: `runs-${random}`,
      roleArn: 'arn:aws:iam::123456789012:role/runs',
      definition: JSON.stringify({
        StartAt: 'Wait',
        States: { Wait: { Type: 'Wait', Seconds: 3600, End: true } },
      }),
    }),
  )
  const lake = `s3://${bucket}/lake`
  const env = {
    MILLRACE_LAKE: lake,
    MILLRACE_STAGE: 'test',
    MILLRACE_STATE_MACHINE: stateMachineArn,
    MILLRACE_S3_PATH_STYLE: '1',
    AWS_ENDPOINT_URL: required(moto).endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }
  const running: LambdaRuntime[] = []
  return {
    bucket,
    lake,
    client,
    store: new S3ObjectStore({ bucket, prefix: 'lake', client }),
    async start(name, options = {}) {
      const lambda = await startLambda({
        name: deployedName('test', name),
        bundle: (await bundleOf(name)).folder,
        handler: `functions/${name}.handler`,
        ...options,
        env: { ...env, ...options.env },
      })
      running.push(lambda)
      return lambda
    },
    async executions() {
      const found = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 100 }))
      return (found.executions ?? []).map(({ name = '' }) => name)
    },
    async stop() {
      await Promise.all(running.map((lambda) => lambda.stop()))
      client.destroy()
      sfn.destroy()
    },
  }
}

/** What EventBridge puts into the arrival queue for an object. */
export const bridged = (bucket: string, key: string, mark = '1', type = 'Object Created') =>
  JSON.stringify({
    ...{ version: '0', id: `${key}-${mark}`, source: 'aws.s3', 'detail-type': type },
    detail: { bucket: { name: bucket }, object: { key, size: 1, sequencer: mark } },
  })
