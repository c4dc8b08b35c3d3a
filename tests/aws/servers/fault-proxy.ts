import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

export type Fault =
  /** Answers itself, as S3 would; the server never hears of the request. */
  | { readonly kind: 'answer'; readonly status: number; readonly code: string }
  /** The server carries the request out; its answer is replaced. */
  | { readonly kind: 'answer-after'; readonly status: number; readonly code: string }
  /** The connection breaks before the server hears of the request. */
  | { readonly kind: 'drop' }
  /** The server carries the request out; the connection breaks instead of an answer. */
  | { readonly kind: 'drop-after' }
  /** The request's body breaks off in the middle: the server has half of it. */
  | { readonly kind: 'cut-request' }
  /** The answer's body breaks off after a share of its bytes. @default 0.5 */
  | { readonly kind: 'cut-answer'; readonly share?: number }
  /** Half of the answer's body comes, and then nothing more, while the connection stays. */
  | { readonly kind: 'stall-answer' }
  /** The server carries the request out; nothing comes back and the connection stays. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'delay'; readonly ms: number }

export interface Rule {
  readonly fault: Fault
  /** @default any */
  readonly method?: string
  /** What the path with its query has to match. @default any */
  readonly path?: RegExp
  /** The first request that matches to be hit, counted from 1. @default 1 */
  readonly nth?: number
  /** How many requests are hit from there on; Infinity for all. @default 1 */
  readonly times?: number
  /** Hits this share of the requests that match, by the proxy's seed, instead of counted ones. */
  readonly share?: number
}

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly fault: Fault['kind'] | undefined
}

export interface FaultProxy {
  /** http://127.0.0.1:port */
  readonly endpoint: string
  /** Replaces the rules, counts from the start, and forgets the requests seen. The first rule that hits decides. */
  readonly inject: (...rules: readonly Rule[]) => void
  readonly seen: () => readonly SeenRequest[]
  readonly stop: () => Promise<void>
}

/** A proxy on loopback in front of an HTTP server that makes faults by rule. Headers pass unchanged, so signatures hold. */
export async function startFaultProxy(target: string, seed = 1): Promise<FaultProxy> {
  let rules: readonly Rule[] = []
  let counts: number[] = []
  let seen: SeenRequest[] = []
  let random = seeded(seed)
  const hits = (rule: Rule, index: number, method: string, path: string): boolean => {
    if (rule.method !== undefined && rule.method !== method) return false
    if (rule.path !== undefined && !rule.path.test(path)) return false
    if (rule.share !== undefined) return random() < rule.share
    const count = (counts[index] ?? 0) + 1
    counts[index] = count
    const nth = rule.nth ?? 1
    return count >= nth && count < nth + (rule.times ?? 1)
  }
  const server = createServer((request, response) => {
    const { method = 'GET', url: path = '/' } = request
    const fault = rules.find((rule, index) => hits(rule, index, method, path))?.fault
    seen.push({ method, path, fault: fault?.kind })
    relay(target, request, response, fault)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    inject: (...next) => {
      rules = next
      counts = []
      seen = []
      random = seeded(seed)
    },
    seen: () => seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function relay(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): void {
  request.on('error', () => {})
  response.on('error', () => {})
  if (fault?.kind === 'drop') return void request.socket.destroy()
  if (fault?.kind === 'answer') {
    request.resume()
    request.once('end', () => answer(request, response, fault))
    return
  }
  const wait = fault?.kind === 'delay' ? fault.ms : 0
  setTimeout(() => forward(target, request, response, fault), wait)
}

function forward(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): void {
  const { hostname, port } = new URL(target)
  const onward = httpRequest({
    ...{ hostname, port, method: request.method, path: request.url },
    headers: rawHeaders(request),
    setHost: false,
    agent: false,
  })
  onward.on('error', () => request.socket.destroy())
  onward.on('response', (answered) => giveBack(request, response, answered, fault))
  response.once('close', () => onward.destroy())
  if (fault?.kind === 'cut-request') cutRequest(request, onward)
  else request.pipe(onward)
}

/** As they came; the answer to "Expect" has been given by the proxy. */
const rawHeaders = ({ rawHeaders: raw }: IncomingMessage): string[] =>
  raw.filter((_, at) => raw[at - (at % 2)]?.toLowerCase() !== 'expect')

function cutRequest(request: IncomingMessage, onward: ReturnType<typeof httpRequest>): void {
  const half = Number(request.headers['content-length'] ?? 0) / 2
  let sent = 0
  request.on('data', (piece: Buffer) => {
    const left = Math.max(0, Math.floor(half) - sent)
    onward.write(piece.subarray(0, left))
    sent += piece.length
  })
  request.once('end', () => {
    onward.destroy()
    request.socket.destroy()
  })
}

function giveBack(
  request: IncomingMessage,
  response: ServerResponse,
  answered: IncomingMessage,
  fault: Fault | undefined,
): void {
  answered.on('error', () => request.socket.destroy())
  switch (fault?.kind) {
    case 'drop-after':
    case 'silence':
    case 'answer-after':
      answered.resume()
      answered.once('end', () => {
        if (fault.kind === 'drop-after') request.socket.destroy()
        if (fault.kind === 'answer-after') answer(request, response, fault)
      })
      return
    case 'cut-answer':
      cutAnswer(response, answered, fault.share ?? 0.5, () => request.socket.destroySoon())
      return
    case 'stall-answer':
      cutAnswer(response, answered, 0.5, () => undefined)
      return
    default:
      response.writeHead(answered.statusCode ?? 502, answered.rawHeaders)
      answered.pipe(response)
  }
}

function cutAnswer(
  response: ServerResponse,
  answered: IncomingMessage,
  share: number,
  end: () => void,
): void {
  response.writeHead(answered.statusCode ?? 502, answered.rawHeaders)
  const limit = Math.floor(Number(answered.headers['content-length'] ?? 0) * share)
  let sent = 0
  answered.on('data', (piece: Buffer) => {
    response.write(piece.subarray(0, Math.max(0, limit - sent)))
    sent += piece.length
    // What was written is sent before the connection ends.
    if (sent >= limit) response.write('', end)
  })
  answered.once('end', end)
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, code }: { readonly status: number; readonly code: string },
): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>Made by the fault proxy.</Message></Error>`
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** Numbers from 0 to below 1 that depend on the seed alone (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
