import { randomUUID } from 'node:crypto'
import { AthenaClient } from '@aws-sdk/client-athena'
import { GlueClient } from '@aws-sdk/client-glue'
import { AthenaSqlEngine } from '../../../platform/aws/athena-sql-engine.ts'
import { parquetFooters } from '../../../platform/aws/parquet-footers.ts'
import { type BucketEngine, engineOn, makeBucket, noLake } from '../lake/bucket.ts'
import { type AthenaServer, startAthena } from '../servers/athena-server.ts'
import { moto, required, trino } from '../world.ts'

/** Why tests of Athena cannot run here, or undefined. */
export const noAthena: string | undefined =
  noLake ?? (moto.kind === 'missing' ? moto.reason : undefined)

export interface AthenaWorld extends BucketEngine {
  readonly bucket: string
  readonly athena: AthenaSqlEngine
  readonly server: AthenaServer
  /** Another engine on the same lake, as a process that comes after. */
  readonly again: () => AthenaSqlEngine
  readonly stop: () => Promise<void>
}

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }

/** A lake in a bucket, DuckDB over it, and Athena's API over a real Trino. */
export async function athenaWorld(
  options: Parameters<typeof startAthena>[1] = {},
  timeoutSeconds?: number,
): Promise<AthenaWorld> {
  const bucket = await makeBucket()
  const { endpoint } = required(await trino())
  const server = await startAthena(endpoint, options)
  const lake = engineOn({ bucket })
  const database = `scratch_${randomUUID().slice(0, 8)}`
  const glue = new GlueClient({
    credentials,
    region: 'us-east-1',
    endpoint: required(moto).endpoint,
  })
  const client = new AthenaClient({ credentials, region: 'us-east-1', endpoint: server.endpoint })
  const again = () =>
    new AthenaSqlEngine({
      ...{ store: lake.store, athena: client, glue, workgroup: 'models', database },
      footers: parquetFooters(lake.engine, lake.store),
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    })
  return { ...lake, bucket, server, athena: again(), again, stop: server.stop }
}
