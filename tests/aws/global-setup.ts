import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { type MotoServer, startMoto } from './servers/moto-server.ts'
import { type S3Server, startS3 } from './servers/s3-server.ts'
import { startTrino, type TrinoServer } from './servers/trino-server.ts'
import { httpfs } from './tools/httpfs.ts'
import { moto } from './tools/moto.ts'
import { missing, type Tool } from './tools/tool.ts'
import { trino } from './tools/trino.ts'
import { versitygw } from './tools/versitygw.ts'

/** The stand-ins that tests share; each is there, or says why it is not. */
export interface StandIns {
  readonly s3: Tool<Omit<S3Server, 'stop'>>
  /** Folder of DuckDB's extension for S3. */
  readonly httpfs: Tool<{ readonly folder: string }>
  readonly moto: Tool<Pick<MotoServer, 'endpoint' | 'runners'>>
  /** Trino takes a minute: asking this address starts it, and answers with a `Tool` once it is up. */
  readonly trino: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    standIns: StandIns
  }
}

/** One S3 server and one moto for the whole run; Trino when the first test asks for it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running: { stop: () => Promise<void> }[] = []
  const s3 = await started(running, await versitygw(), ({ binary }) => startS3(binary))
  const glue = await started(running, await moto(), ({ python }) =>
    startMoto(python, s3.kind === 'ready' ? s3 : undefined),
  )
  let asked: Promise<Tool<Pick<TrinoServer, 'endpoint'>>> | undefined
  const startOnce = async (): Promise<Tool<Pick<TrinoServer, 'endpoint'>>> => {
    if (s3.kind === 'missing') return s3
    if (glue.kind === 'missing') return glue
    return started(running, await trino(), (tool) => startTrino(tool, glue, s3))
  }
  const control = createServer(async (_request, response) => {
    asked ??= startOnce().catch((error: Error) => missing(error.message))
    const { kind, ...rest } = await asked
    response.end(JSON.stringify({ kind, ...rest }))
  })
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve))
  const { port } = control.address() as AddressInfo
  project.provide('standIns', {
    s3: plain(s3),
    httpfs: await httpfs(),
    moto: plain(glue),
    trino: `http://127.0.0.1:${port}/`,
  })
  return async () => {
    control.close()
    await asked
    for (const server of running.toReversed()) await server.stop()
  }
}

async function started<Ready, S extends { stop: () => Promise<void> }>(
  running: { stop: () => Promise<void> }[],
  tool: Tool<Ready>,
  start: (tool: Ready) => Promise<S>,
): Promise<Tool<S>> {
  if (tool.kind === 'missing') {
    console.warn(`Skipped: ${tool.reason}.`)
    return tool
  }
  const server = await start(tool)
  running.push(server)
  return { kind: 'ready', ...server }
}

/** Without its functions, which do not travel to the tests' processes. */
const plain = <T>(tool: Tool<T>): Tool<Omit<T, 'stop'>> => JSON.parse(JSON.stringify(tool))
