import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startServer } from './process.ts'

export interface S3Server {
  /** http://127.0.0.1:port */
  readonly endpoint: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly stop: () => Promise<void>
}

export const rootKey = { accessKeyId: 'root', secretAccessKey: 'rootsecret' }

/** A real S3 server with versioning and users, over a folder that is removed when it stops. */
export async function startS3(binary: string): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-s3-'))
  for (const name of ['iam', 'versions', 'buckets']) await mkdir(join(folder, name))
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const server = await startServer({
    command: binary,
    args: [
      ...['--port', `127.0.0.1:${port}`, '--iam-dir', join(folder, 'iam'), '--quiet'],
      // Without the first option a replaced object is a second file beside it for a moment, and long names do not fit.
      ...['posix', '--disableotmp', '--versioning-dir', join(folder, 'versions')],
      join(folder, 'buckets'),
    ],
    env: { ROOT_ACCESS_KEY: rootKey.accessKeyId, ROOT_SECRET_KEY: rootKey.secretAccessKey },
    log: join(folder, 'server.log'),
    ready: async () => (await fetch(endpoint)).status > 0,
  })
  const stop = async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { endpoint, region: 'us-east-1', ...rootKey, stop }
}
