import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AthenaClient } from '@aws-sdk/client-athena'
import { GlueClient } from '@aws-sdk/client-glue'
import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { type Environment, scratchDatabase } from '../contracts/deployment.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { isWrittenOnce } from '../contracts/lake-layout.ts'
import type { Orchestrator } from '../contracts/ports/orchestrator.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import { AthenaSqlEngine } from './aws/athena-sql-engine.ts'
import { DuckDbS3 } from './aws/duckdb-s3.ts'
import { GlueCatalog } from './aws/glue-catalog.ts'
import { parseAddress } from './aws/lake-address.ts'
import { parquetFooters } from './aws/parquet-footers.ts'
import { RememberingStore } from './aws/remembering-store.ts'
import { s3Client } from './aws/s3-client.ts'
import { S3ObjectStore } from './aws/s3-object-store.ts'
import { StepFunctionsOrchestrator } from './aws/step-functions-orchestrator.ts'
import { DuckDbSqlEngine } from './local/duckdb-sql-engine.ts'

/**
 * The adapters of a lake in a bucket. Addresses and credentials come from where the AWS SDK looks for them. Throws
 * LAKE_ADDRESS_INVALID, LAKE_REGION_MISSING.
 */
export async function awsAdapters(
  lake: string,
  environment: Environment,
): Promise<Pick<Platform, 'store' | 'engine' | 'catalog' | 'athena'>> {
  const address = parseAddress(lake)
  const credentials = defaultProvider()
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL
  const pathStyle = environment.MILLRACE_S3_PATH_STYLE ?? address.bucket.includes('.')
  const client = s3Client({ credentials, pathStyle })
  const region = await regionOf(client, lake)
  const store = new RememberingStore(new S3ObjectStore({ ...address, client }), { isWrittenOnce })
  const remote = new DuckDbS3({
    keys: credentials,
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    pathStyle,
    extensions: extensionFolders(environment),
  })
  const engine = new DuckDbSqlEngine(store, { remote })
  const glue = new GlueClient({ credentials })
  const { MILLRACE_WORKGROUP: workgroup } = environment
  return {
    store,
    engine,
    catalog: new GlueCatalog({ client: glue, root: store.root }),
    ...(workgroup === undefined
      ? {}
      : {
          athena: new AthenaSqlEngine({
            ...{ store, glue, workgroup, database: scratchDatabase(workgroup) },
            athena: new AthenaClient({ credentials }),
            footers: parquetFooters(engine, store),
          }),
        }),
  }
}

/** The state machine of this ARN. */
export const awsOrchestrator = (machine: string): Orchestrator =>
  new StepFunctionsOrchestrator(machine)

/** Beside the code, also when it is bundled; DuckDB's own folder is looked at last. */
const extensionFolders = ({
  MILLRACE_DUCKDB_EXTENSIONS: named,
}: Environment): readonly string[] => [
  ...(named === undefined ? [] : [resolve(named)]),
  ...['../extensions', 'extensions'].map((path) => fileURLToPath(new URL(path, import.meta.url))),
]

async function regionOf(client: ReturnType<typeof s3Client>, lake: string): Promise<string> {
  try {
    return await client.config.region()
  } catch (cause) {
    throw new ProductError('LAKE_REGION_MISSING', {
      message: `The lake ${lake} cannot be reached: neither AWS_REGION nor a profile names a region.`,
      cause,
    })
  }
}
