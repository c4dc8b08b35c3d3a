// Measures functions behind the Lambda Runtime API: `node bench/functions.ts`. Needs the S3 server of `npm run test:aws`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { bundleGroups, makeBundle } from '../scripts/bundle.ts'
import { startLambda } from '../tests/aws/servers/lambda-runtime.ts'
import { startS3 } from '../tests/aws/servers/s3-server.ts'
import { versitygw } from '../tests/aws/tools/versitygw.ts'

const colds = 5
const warms = 30
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const ms = (value: number): string => `${value.toFixed(0)} ms`.padStart(9)

const tool = await versitygw()
if (tool.kind === 'missing') throw new Error(tool.reason)
const s3 = await startS3(tool.binary)
const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'))
try {
  const { endpoint, region, accessKeyId, secretAccessKey } = s3
  const credentials = { accessKeyId, secretAccessKey }
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials })
  await client.send(new CreateBucketCommand({ Bucket: 'bench' }))
  client.destroy()
  const env = {
    ...{ MILLRACE_LAKE: 's3://bench/lake', MILLRACE_STAGE: 'bench', MILLRACE_S3_PATH_STYLE: '1' },
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_S3: endpoint },
    ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
  }
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64'
  const bundles = {
    light: await makeBundle('light', arch, folder),
    full: await makeBundle('full', arch, folder),
  }
  for (const { group, bytes } of Object.values(bundles))
    console.log(`${group.padEnd(10)} ${(bytes / 1024 / 1024).toFixed(1)} MB on linux-${arch}`)
  // An arrival that is nothing to the lake, and a step of a run that there is not: all of the way but the work.
  const calls = {
    arrival: { Records: [{ messageId: 'm', body: '{"Event":"s3:TestEvent"}' }] },
    transform: {
      ...{ project: 'reviews', run_id: 'r', run_date: '2026-03-02', command: 'build' },
      ...{ steps: ['arrive'], step: 'arrive' },
    },
  }
  console.log(
    `\n${'function'.padEnd(10)}     init     first      warm   (medians of ${colds} starts)`,
  )
  for (const name of ['arrival', 'transform'] as const) {
    const group = bundleGroups.light.includes(name) ? 'light' : 'full'
    const inits: number[] = []
    const firsts: number[] = []
    const warm: number[] = []
    for (let start = 0; start < colds; start++) {
      const handler = `functions/${name}.handler`
      const lambda = await startLambda({ name, bundle: bundles[group].folder, handler, env })
      const first = await lambda.invoke(calls[name])
      const init = lambda.inits[0] ?? 0
      inits.push(init)
      firsts.push(first.ms - init)
      for (let call = 0; call < warms; call++) warm.push((await lambda.invoke(calls[name])).ms)
      await lambda.stop()
    }
    const figures = [inits, firsts, warm].map((values) => ms(median(values)))
    console.log(`${name.padEnd(10)}${figures.join(' ')}`)
  }
} finally {
  await s3.stop()
  rmSync(folder, { recursive: true, force: true })
}
