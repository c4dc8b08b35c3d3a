import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Column } from '../../../contracts/ports/sql-engine.ts'
import { DuckDbSqlEngine } from '../../../platform/local/duckdb-sql-engine.ts'
import { FsObjectStore } from '../../../platform/local/fs-object-store.ts'
import { required, s3 } from '../world.ts'

export interface BucketLake {
  /** s3://bucket */
  readonly root: string
  /** Writes a SELECT as Parquet the way tables are written, and puts the file into the bucket. */
  readonly write: (select: string, key: string) => Promise<readonly Column[]>
  readonly put: (key: string, body: Uint8Array) => Promise<void>
  readonly remove: () => Promise<void>
}

/** A bucket of its own with files that DuckDB wrote. */
export async function bucketLake(bucket: string): Promise<BucketLake> {
  const { endpoint, region, accessKeyId, secretAccessKey } = required(s3)
  const credentials = { accessKeyId, secretAccessKey }
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-bucket-'))
  const store = new FsObjectStore(folder)
  const session = await new DuckDbSqlEngine(store).open({ readable: [] })
  const put = async (key: string, body: Uint8Array) => {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }))
  }
  return {
    root: `s3://${bucket}`,
    put,
    write: async (select, key) => {
      const { columns } = await session.write(select, key)
      await put(key, await readFile(store.location(key)))
      return columns
    },
    remove: async () => {
      await session.close()
      client.destroy()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
