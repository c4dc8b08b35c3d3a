import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { answers, freePort, startServer } from './process.ts'
import type { S3Server } from './s3-server.ts'

export interface MotoServer {
  /** http://127.0.0.1:port, for every service but S3 */
  readonly endpoint: string
  /** A JSON file (`Runners`) that is read at every invocation, so that tests can say what runs. */
  readonly runners: string
  readonly stop: () => Promise<void>
}

/** What stands behind the names of functions and tasks. */
export interface Runners {
  /** Function name → address of the local runtime that an invocation goes to. */
  readonly functions: Readonly<Record<string, string>>
  /** Task definition family → command that an ECS task runs. */
  readonly tasks: Readonly<Record<string, readonly string[]>>
}

const launcher = fileURLToPath(new URL('./moto/launch.py', import.meta.url))

/** Glue, Step Functions, SQS, SNS, EventBridge, KMS, CloudWatch and ECS in memory. */
export async function startMoto(python: string, s3?: Omit<S3Server, 'stop'>): Promise<MotoServer> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-moto-'))
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const runners = join(folder, 'runners.json')
  await writeFile(runners, JSON.stringify({ functions: {}, tasks: {} } satisfies Runners))
  const server = await startServer({
    command: python,
    args: [launcher],
    env: {
      MOTO_PORT: String(port),
      PYTHONDONTWRITEBYTECODE: '1',
      RUNNERS: runners,
      ...(s3 && {
        S3_ENDPOINT: s3.endpoint,
        S3_ACCESS: s3.accessKeyId,
        S3_SECRET: s3.secretAccessKey,
      }),
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'us-east-1',
    },
    log: join(folder, 'server.log'),
    ready: () => answers(`${endpoint}/moto-api/`),
  })
  const stop = async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { endpoint, runners, stop }
}
