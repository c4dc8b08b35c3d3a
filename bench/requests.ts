// Requests and time of commands on a lake in a bucket, each answer held back, beside the same on a folder:
// `node bench/requests.ts [milliseconds a request] [millrace of another checkout]`. Uses the stand-ins of `npm run test:aws`.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3'
import { s3Client } from '../platform/aws/s3-client.ts'
import { sampleDeliveries, writeDelivery } from '../scripts/generate-reviews.ts'
import { type FaultProxy, startFaultProxy } from '../tests/aws/servers/fault-proxy.ts'
import { startMoto } from '../tests/aws/servers/moto-server.ts'
import { startS3 } from '../tests/aws/servers/s3-server.ts'
import { httpfs } from '../tests/aws/tools/httpfs.ts'
import { moto } from '../tests/aws/tools/moto.ts'
import type { Tool } from '../tests/aws/tools/tool.ts'
import { versitygw } from '../tests/aws/tools/versitygw.ts'
import { measured } from './measured-command.ts'

const delay = Number(process.argv[2] ?? 20)
const millrace = process.argv[3] ?? fileURLToPath(new URL('../bin/millrace', import.meta.url))
const bucket = 'bench-requests'

const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
const s3 = await startS3(ready(await versitygw()).binary)
const glue = await startMoto(ready(await moto()).python, s3)
const [s3Proxy, glueProxy] = [
  await startFaultProxy(s3.endpoint),
  await startFaultProxy(glue.endpoint),
]

function ready<T>(tool: Tool<T>): T {
  if (tool.kind === 'missing') throw new Error(tool.reason)
  return tool
}

async function makeBucket(): Promise<void> {
  const { region, endpoint, accessKeyId, secretAccessKey } = s3
  const credentials = { accessKeyId, secretAccessKey }
  const client = s3Client({ region, endpoint, pathStyle: true, credentials })
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }))
  client.destroy()
}

/** What the proxy saw, by method and first folders of the key. */
function counts(proxy: FaultProxy): string {
  const kinds = new Map<string, number>()
  for (const { method, path } of proxy.seen()) {
    const url = new URL(path, 'http://proxy')
    const name = url.searchParams.get('prefix') ?? url.pathname.replace(`/${bucket}/`, '')
    const place = name
      .replace(/^lake\//, '')
      .split('/')
      .slice(0, name.includes('registry/') ? 2 : 1)
    const kind = url.searchParams.has('versions') ? 'LIST' : method
    const label = `${kind} ${place.join('/')}`
    kinds.set(label, (kinds.get(label) ?? 0) + 1)
  }
  return [...kinds]
    .sort((a, b) => b[1] - a[1])
    .map(([label, count]) => `    ${String(count).padStart(5)} ${label}`)
    .join('\n')
}

const inBucket = {
  AWS_REGION: s3.region,
  AWS_ACCESS_KEY_ID: s3.accessKeyId,
  AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
  AWS_ENDPOINT_URL: glueProxy.endpoint,
  AWS_ENDPOINT_URL_S3: s3Proxy.endpoint,
  AWS_EC2_METADATA_DISABLED: 'true',
  MILLRACE_S3_PATH_STYLE: '1',
  MILLRACE_DUCKDB_EXTENSIONS: ready(await httpfs()).folder,
}

async function onBoth(label: string, ...args: readonly string[]): Promise<void> {
  const inFolder = await measured(millrace, [...args, '--lake', join(folder, 'lake')], true)
  Object.assign(process.env, inBucket)
  for (const proxy of [s3Proxy, glueProxy])
    proxy.inject({ fault: { kind: 'delay', ms: delay }, times: Number.POSITIVE_INFINITY })
  const there = await measured(millrace, [...args, '--lake', `s3://${bucket}/lake`], true)
  console.log(
    `${label.padEnd(34)} folder ${inFolder.seconds.toFixed(1).padStart(6)} s ${inFolder.peakMegabytes} MB; bucket ${there.seconds.toFixed(1).padStart(6)} s ${there.peakMegabytes} MB, ${s3Proxy.seen().length} S3 requests, ${glueProxy.seen().length} of Glue; exit ${inFolder.code} ${there.code}`,
  )
  if (process.argv.includes('--kinds')) console.log(counts(s3Proxy))
}

await makeBucket()
console.log(`${delay} ms a request`)
const [first, second] = sampleDeliveries({ reviews: 1500, second: 120, seed: 11 })
const day = ['--run-date', '2026-03-01', '--run-id']
for (const [source, path] of await writeDelivery(first, join(folder, 'first')))
  await onBoth(`ingest ${source}`, 'ingest', 'reviews', source, path)
await onBoth('run', 'run', 'reviews', ...day, 'first')
await onBoth('the same run again', 'run', 'reviews', ...day, 'first')
await onBoth('build, nothing to do', 'build', 'reviews')
for (const [source, path] of await writeDelivery(second, join(folder, 'second')))
  await onBoth(`ingest ${source}, second day`, 'ingest', 'reviews', source, path)
await onBoth('score, second day', 'score', 'reviews', ...day, 'second')
await onBoth('score, nothing new', 'score', 'reviews', ...day, 'third')
await onBoth('publish, nothing to do', 'publish', 'reviews')
await onBoth('runs', 'runs', 'reviews')
const sql = 'select review_id from predictions order by all limit 1'
const { stdout } = await measured(
  millrace,
  ['sql', sql, '--project', 'reviews', '--json', '--lake', join(folder, 'lake')],
  true,
)
await onBoth('trace', 'trace', 'reviews', JSON.parse(stdout)[0].review_id)

for (const server of [s3Proxy, glueProxy, glue, s3]) await server.stop()
await rm(folder, { recursive: true })
