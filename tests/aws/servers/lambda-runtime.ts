import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

export interface LambdaOptions {
  /** Deployed name. */
  readonly name: string
  /** Folder of the bundle, as Lambda unpacks it to /var/task. */
  readonly bundle: string
  /** `functions/arrival.handler` */
  readonly handler: string
  /** Variables of the function; it sees no others but Lambda's own. */
  readonly env: Readonly<Record<string, string>>
  /** @default 60 */
  readonly timeoutSeconds?: number
  /** Calls at the same time, each in a process of its own. @default 1 */
  readonly concurrency?: number
}

export interface Answer {
  /** JSON that the handler gave, or what Lambda says of its failure. */
  readonly payload: unknown
  /** Set when the function failed: x-amz-function-error. */
  readonly failed: boolean
  /** Milliseconds from call to answer. */
  readonly ms: number
}

export interface FunctionError {
  readonly errorType: string
  readonly errorMessage: string
}

export interface LambdaRuntime {
  /** Takes calls under /2015-03-31/functions/function/invocations. */
  readonly url: string
  invoke(event: unknown): Promise<Answer>
  /** Milliseconds that each process took from its start until it asked for work. */
  readonly inits: readonly number[]
  /** What the processes printed. */
  log(): string
  /** Kills the processes, as a crash would; the next call starts new ones. */
  kill(): void
  stop(): Promise<void>
}

interface Invocation {
  readonly id: string
  readonly body: string
  settle(outcome: { readonly payload: string; readonly failed: boolean }): void
}

const bootstrap = fileURLToPath(new URL('./lambda-bootstrap.ts', import.meta.url))
const region = 'us-east-1'

/** The Lambda service on this machine: the Runtime API, a process for each call under way, deadlines and crashes. */
export async function startLambda(options: LambdaOptions): Promise<LambdaRuntime> {
  const printed: string[] = []
  const inits: number[] = []
  const waiting: Invocation[] = []
  const sandboxes = new Set<Sandbox>()
  const most = options.concurrency ?? 1

  function serve(): void {
    if (waiting.length === 0) return
    const idle = [...sandboxes].find((sandbox) => sandbox.isFree)
    if (idle !== undefined) {
      idle.take(waiting.shift() as Invocation)
      serve()
    } else if (sandboxes.size < most) {
      const sandbox = new Sandbox(options, {
        print: (text) => void printed.push(text),
        ready: (ms) => void inits.push(ms),
        free: serve,
        gone: () => {
          sandboxes.delete(sandbox)
          serve()
        },
      })
      sandboxes.add(sandbox)
      sandbox.take(waiting.shift() as Invocation)
      serve()
    }
  }

  function call(body: string): Promise<{ payload: string; failed: boolean }> {
    return new Promise((settle) => {
      waiting.push({ id: randomUUID(), body, settle })
      serve()
    })
  }

  const server = createServer(async (request, response) => {
    if (!request.url?.endsWith('/invocations')) return void response.end('ok')
    const { payload, failed } = await call(await text(request))
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(failed ? { 'x-amz-function-error': 'Unhandled' } : {}),
    })
    response.end(payload)
  })
  await listening(server)
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    inits,
    async invoke(event) {
      const begun = performance.now()
      const { payload, failed } = await call(JSON.stringify(event))
      return { payload: JSON.parse(payload), failed, ms: performance.now() - begun }
    },
    log: () => printed.join(''),
    kill: () => {
      for (const sandbox of sandboxes) sandbox.kill()
    },
    async stop() {
      server.close()
      server.closeAllConnections()
      await Promise.all([...sandboxes].map((sandbox) => sandbox.stop()))
    },
  }
}

interface SandboxEvents {
  readonly print: (text: string) => void
  readonly ready: (ms: number) => void
  readonly free: () => void
  readonly gone: () => void
}

/** One process of a function with a Runtime API of its own. */
class Sandbox {
  readonly #options: LambdaOptions
  readonly #events: SandboxEvents
  readonly #api: Server
  readonly #begun = performance.now()
  #child: ChildProcess | undefined
  #current: Invocation | undefined
  #asking: ServerResponse | undefined
  #deadline: NodeJS.Timeout | undefined
  #failure: FunctionError | undefined
  #isUp = false
  #isOver = false

  constructor(options: LambdaOptions, events: SandboxEvents) {
    this.#options = options
    this.#events = events
    this.#api = createServer((request, response) => void this.#answer(request, response))
    this.#api.listen(0, '127.0.0.1', () => this.#start())
  }

  get isFree(): boolean {
    return !this.#isOver && this.#current === undefined
  }

  take(invocation: Invocation): void {
    this.#current = invocation
    this.#hand()
  }

  kill(): void {
    this.#child?.kill('SIGKILL')
  }

  async stop(): Promise<void> {
    if (this.#isOver) return
    const gone = new Promise((resolve) => this.#child?.once('exit', resolve))
    this.#child?.kill('SIGKILL')
    await gone
  }

  #start(): void {
    const { name, bundle, handler, env } = this.#options
    this.#child = spawn(process.execPath, ['--no-warnings', bootstrap], {
      cwd: bundle,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        TZ: ':UTC',
        LAMBDA_TASK_ROOT: bundle,
        _HANDLER: handler,
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${portOf(this.#api)}`,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '2048',
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: 'local',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        ...env,
      },
    })
    const kill = () => this.#child?.kill('SIGKILL')
    process.once('exit', kill)
    this.#child.stdout?.on('data', (piece) => this.#events.print(String(piece)))
    this.#child.stderr?.on('data', (piece) => this.#events.print(String(piece)))
    this.#child.once('exit', (code, signal) => {
      process.off('exit', kill)
      this.#end(code === null ? `signal: ${signal}` : `exit status ${code}`)
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, action, id, kind] =
      /^\/2018-06-01\/runtime\/(init|invocation)\/([^/]+)(?:\/(.+))?$/.exec(request.url ?? '') ?? []
    if (action === 'invocation' && id === 'next') return this.#ask(response)
    const body = await text(request)
    if (action === 'init') this.#failure = JSON.parse(body) as FunctionError
    else if (id === this.#current?.id) this.#settle(body, kind === 'error')
    response.writeHead(202).end('{"status":"OK"}')
  }

  #ask(response: ServerResponse): void {
    if (!this.#isUp) this.#events.ready(performance.now() - this.#begun)
    this.#isUp = true
    this.#asking = response
    this.#hand()
  }

  #hand(): void {
    const invocation = this.#current
    const asking = this.#asking
    if (invocation === undefined || asking === undefined) return
    this.#asking = undefined
    const seconds = this.#options.timeoutSeconds ?? 60
    asking.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.id,
      'lambda-runtime-deadline-ms': String(Date.now() + seconds * 1000),
      'lambda-runtime-invoked-function-arn': `arn:aws:lambda:${region}:000000000000:function:${this.#options.name}`,
      'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
    })
    asking.end(invocation.body)
    this.#deadline = setTimeout(() => {
      const { id } = invocation
      this.#failure = {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${id} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
      }
      this.#child?.kill('SIGKILL')
    }, seconds * 1000)
  }

  #settle(payload: string, failed: boolean): void {
    const invocation = this.#current
    clearTimeout(this.#deadline)
    this.#current = undefined
    invocation?.settle({ payload, failed })
    if (!this.#isOver) this.#events.free()
  }

  /** The process is gone: whoever waits for its answer is told why. */
  #end(how: string): void {
    this.#isOver = true
    this.#api.close()
    this.#api.closeAllConnections()
    const exited = {
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${this.#current?.id} Error: Runtime exited with error: ${how}`,
    }
    this.#settle(JSON.stringify(this.#failure ?? exited), true)
    this.#events.gone()
  }
}

async function text(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString()
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port

const listening = (server: Server): Promise<void> =>
  new Promise((resolve) => void server.listen(0, '127.0.0.1', resolve))
