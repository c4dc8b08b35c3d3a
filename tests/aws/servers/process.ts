import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'

export interface Server {
  readonly pid: number
  /** Ends the process and waits for it. */
  readonly stop: () => Promise<void>
}

export interface ServerCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** File that takes what the server prints. */
  readonly log: string
  /** Asked again and again until it is true. */
  readonly ready: () => Promise<boolean>
  /** @default 60 */
  readonly timeoutSeconds?: number
}

/** Starts a server and waits until it answers. Throws with the end of its log when it does not. */
export async function startServer(options: ServerCommand): Promise<Server> {
  const log = openSync(options.log, 'w')
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let ended = false
  child.on('exit', () => {
    ended = true
  })
  child.on('error', () => {
    ended = true
  })
  const stop = () => end(child, () => ended)
  // A test process that ends leaves no server behind.
  process.once('exit', () => child.kill('SIGKILL'))
  const until = Date.now() + (options.timeoutSeconds ?? 60) * 1000
  while (Date.now() < until && !ended) {
    if (await options.ready().catch(() => false)) return { pid: child.pid!, stop }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await stop()
  const tail = readFileSync(options.log, 'utf8').slice(-3000)
  throw new Error(`${options.command} did not come up.\n${tail}`)
}

async function end(child: ChildProcess, ended: () => boolean): Promise<void> {
  if (ended()) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 5000)
  await gone
  clearTimeout(late)
}

/** A port on loopback that nobody uses at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      )
    })
  })
}

export const answers = async (url: string): Promise<boolean> => (await fetch(url)).status < 500
