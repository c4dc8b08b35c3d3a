import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, PutBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3'
import { DuckDbS3, type S3Keys } from '../../../platform/aws/duckdb-s3.ts'
import { s3Client } from '../../../platform/aws/s3-client.ts'
import { S3ObjectStore } from '../../../platform/aws/s3-object-store.ts'
import { DuckDbSqlEngine } from '../../../platform/local/duckdb-sql-engine.ts'
import { httpfs, moto, required, s3 } from '../world.ts'

/** Why tests of a lake in a bucket cannot run here, or undefined. */
export const noLake: string | undefined = [s3, httpfs]
  .map((tool) => (tool.kind === 'missing' ? tool.reason : undefined))
  .find((reason) => reason !== undefined)

/** A client with the keys of the server's owner. */
export function ownerClient(endpoint = required(s3).endpoint): S3Client {
  const { region, accessKeyId, secretAccessKey } = required(s3)
  return s3Client({
    endpoint,
    region,
    pathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  })
}

/** A new bucket that keeps versions. */
export async function makeBucket(): Promise<string> {
  const bucket = `lake-${randomUUID().slice(0, 13)}`
  const client = ownerClient()
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  await client.send(
    new PutBucketVersioningCommand({
      Bucket: bucket,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  )
  client.destroy()
  return bucket
}

export interface BucketEngine {
  readonly engine: DuckDbSqlEngine
  readonly store: S3ObjectStore
}

/** DuckDB and the store over one lake, as `compose` makes them. */
export function engineOn(
  { bucket, prefix = 'lake' }: { readonly bucket: string; readonly prefix?: string },
  options: {
    readonly endpoint?: string
    readonly keys?: (options?: { readonly forceRefresh?: boolean }) => Promise<S3Keys>
    readonly now?: () => number
  } = {},
): BucketEngine {
  const { region, accessKeyId, secretAccessKey } = required(s3)
  const { endpoint = required(s3).endpoint, ...rest } = options
  const store = new S3ObjectStore({ bucket, prefix, client: ownerClient(endpoint) })
  const remote = new DuckDbS3({
    keys: async () => ({ accessKeyId, secretAccessKey }),
    region,
    endpoint,
    pathStyle: true,
    extensions: [required(httpfs).folder],
    ...rest,
  })
  return { store, engine: new DuckDbSqlEngine(store, { remote }) }
}

/** The variables with which a process of its own works on the stand-ins, as it would on AWS. */
export function processVariables(endpoint = required(s3).endpoint): Record<string, string> {
  const { region, accessKeyId, secretAccessKey } = required(s3)
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL: required(moto).endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    MILLRACE_S3_PATH_STYLE: '1',
    MILLRACE_DUCKDB_EXTENSIONS: required(httpfs).folder,
  }
}
