import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type FunctionName, functionNames } from '../../../contracts/deployment.ts'
import { isProductError } from '../../../contracts/errors/product-error.ts'
import { approvalEvent, noticeEvent, runEvent, stepEvent } from '../../../contracts/events.ts'
import type { Notice } from '../../../contracts/ports/notifier.ts'
import type { Platform } from '../../../contracts/ports/platform.ts'
import {
  noticeOf,
  performApprovalEvent,
  performEvent,
  performRunEvent,
  publishCatalog,
} from '../../../pipeline/index.ts'
import { addRunners } from '../servers/runners.ts'
import { moto, required } from '../world.ts'

/** An event as a function gets it. */
export type Event = Readonly<Record<string, unknown>>

/** A test's own say in what a function does; `perform` is what it would do. */
export type Interfere = (
  name: FunctionName,
  event: Event,
  perform: () => Promise<unknown>,
) => Promise<unknown>

interface Call {
  readonly name: FunctionName
  readonly event: Event
  /** Once it has answered. */
  answer?: unknown
}

export interface LocalFunctions {
  /** Calls so far, in order. */
  readonly calls: readonly Call[]
  readonly notices: readonly Notice[]
  stop(): Promise<void>
}

/** Functions of a stage in this process, under the names that moto calls: the pipeline on a platform, without Lambda around it. */
export async function serveFunctions(
  nameOf: (name: FunctionName) => string,
  platform: () => Platform,
  interfere: Interfere,
): Promise<LocalFunctions> {
  const calls: Call[] = []
  const notices: Notice[] = []
  const perform = (name: FunctionName, event: Event): Promise<unknown> => {
    if (name === 'run') return performRunEvent(platform(), runEvent.parse(event))
    if (name === 'approve') return performApprovalEvent(platform(), approvalEvent.parse(event))
    if (name === 'publish') return publishCatalog(platform(), { project: String(event['project']) })
    if (name === 'notify') {
      notices.push(noticeOf(platform(), noticeEvent.parse(event)))
      return Promise.resolve({})
    }
    return performEvent(platform(), stepEvent.parse(event))
  }
  const server = createServer(async (request, response) => {
    const name = (request.url ?? '').split('/')[1] as FunctionName
    const event = JSON.parse(await bodyOf(request)) as Event
    const call: Call = { name, event }
    calls.push(call)
    const answer = await Promise.resolve()
      .then(() => interfere(name, event, () => perform(name, event)))
      .catch(errorOf)
    call.answer = answer
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const addresses = functionNames.map((name) => [nameOf(name), `http://127.0.0.1:${port}/${name}`])
  await addRunners(required(moto).runners, { functions: Object.fromEntries(addresses) })
  return {
    calls,
    notices,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString() || '{}'
}

/** As Lambda tells of an error: the type is what a state machine catches. */
const errorOf = (error: Error) =>
  isProductError(error)
    ? { errorType: error.code, errorMessage: `${error.message} ${error.hint}` }
    : { errorType: error.name, errorMessage: error.message }
