import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MotoServer } from './moto-server.ts'
import { freePort, startServer } from './process.ts'
import type { S3Server } from './s3-server.ts'

export interface TrinoServer {
  /** http://127.0.0.1:port */
  readonly endpoint: string
  readonly stop: () => Promise<void>
}

/** A single Trino over Glue and S3, whose catalog has Athena's name `AwsDataCatalog`. It takes half a minute to two to come up. */
export async function startTrino(
  { home, javaHome }: { readonly home: string; readonly javaHome: string },
  glue: Pick<MotoServer, 'endpoint'>,
  s3: Omit<S3Server, 'stop'>,
): Promise<TrinoServer> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-trino-'))
  const port = await freePort()
  await configure(folder, port, glue, s3)
  const endpoint = `http://127.0.0.1:${port}`
  const server = await startServer({
    command: join(home, 'bin', 'launcher'),
    args: ['run', '--etc-dir', join(folder, 'etc')],
    env: { JAVA_HOME: javaHome, PATH: `${join(javaHome, 'bin')}:${process.env['PATH']}` },
    log: join(folder, 'server.log'),
    ready: async () =>
      ((await (await fetch(`${endpoint}/v1/info`)).json()) as { starting: boolean }).starting ===
      false,
    timeoutSeconds: 300,
  })
  const stop = async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { endpoint, stop }
}

async function configure(
  folder: string,
  port: number,
  glue: Pick<MotoServer, 'endpoint'>,
  s3: Omit<S3Server, 'stop'>,
): Promise<void> {
  await mkdir(join(folder, 'etc', 'catalog'), { recursive: true })
  await mkdir(join(folder, 'data'))
  const files = {
    'node.properties': {
      'node.environment': 'test',
      'node.id': 'one',
      'node.data-dir': join(folder, 'data'),
    },
    'config.properties': {
      coordinator: 'true',
      'node-scheduler.include-coordinator': 'true',
      'http-server.http.port': String(port),
      'node.internal-address': '127.0.0.1',
      'discovery.uri': `http://127.0.0.1:${port}`,
      'query.max-memory': '512MB',
      'query.max-memory-per-node': '512MB',
      'memory.heap-headroom-per-node': '256MB',
      'catalog.management': 'static',
    },
    'log.properties': { 'io.trino': 'WARN' },
    'catalog/awsdatacatalog.properties': {
      'connector.name': 'hive',
      'hive.metastore': 'glue',
      'hive.metastore.glue.region': s3.region,
      'hive.metastore.glue.endpoint-url': glue.endpoint,
      'hive.metastore.glue.aws-access-key': 'test',
      'hive.metastore.glue.aws-secret-key': 'test',
      'hive.non-managed-table-writes-enabled': 'true',
      'fs.native-s3.enabled': 'true',
      's3.endpoint': s3.endpoint,
      's3.region': s3.region,
      's3.path-style-access': 'true',
      's3.aws-access-key': s3.accessKeyId,
      's3.aws-secret-key': s3.secretAccessKey,
    },
  }
  for (const [name, properties] of Object.entries(files)) {
    const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}`)
    await writeFile(join(folder, 'etc', name), `${lines.join('\n')}\n`)
  }
  await writeFile(join(folder, 'etc', 'jvm.config'), `${jvm.join('\n')}\n`)
}

const jvm = [
  '-server',
  '-Xmx1536M',
  '-XX:+UseSerialGC',
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:-OmitStackTraceInFastThrow',
  '-XX:ReservedCodeCacheSize=256M',
  '-Djdk.attach.allowAttachSelf=true',
  '-Dfile.encoding=UTF-8',
  '--enable-native-access=ALL-UNNAMED',
  '--sun-misc-unsafe-memory-access=allow',
  '--add-modules=jdk.incubator.vector',
]
