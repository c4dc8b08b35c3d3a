import { Worker } from 'node:worker_threads'
import { onInterrupt } from './interrupt.ts'
import type { World } from './world.ts'

interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
}

/** What a worker is started with. */
export interface WorkerOrder {
  readonly args: readonly string[]
  readonly stdout: Terminal
  readonly stderr: Terminal
}

export type FromWorker =
  | { readonly kind: 'write'; readonly to: 'stdout' | 'stderr'; readonly text: string }
  | { readonly kind: 'done'; readonly exit: number }
  /** Answers an interruption: nothing of it runs on elsewhere. */
  | { readonly kind: 'settled' }

/** What a worker is told when it is interrupted. */
export type ToWorker = 'SIGINT'

/** Runs the command line in a thread of its own: training may keep that one busy for minutes, and Ctrl-C is still obeyed at once. */
export function performInWorker(args: readonly string[], world: World): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const workerData: WorkerOrder = {
    args,
    stdout: { isTTY: world.stdout.isTTY, columns: world.stdout.columns },
    stderr: { isTTY: world.stderr.isTTY, columns: world.stderr.columns },
  }
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData })
  const settled = Promise.withResolvers<void>()
  let interrupted = false
  const release = onInterrupt(
    world,
    () => {
      interrupted = true
    },
    () => {
      // Only where there is Athena can anything run on elsewhere: a thread busy with training would not hear of it.
      if (!world.env['MILLRACE_WORKGROUP']) return undefined
      worker.postMessage('SIGINT' satisfies ToWorker)
      return settled.promise
    },
  )
  let exit: number | undefined
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'settled') settled.resolve()
    else if (message.kind === 'done') exit = message.exit
    // What it says of its own end was said.
    else if (!interrupted) world[message.to].write(message.text)
  })
  worker.on('error', reject)
  worker.on('exit', (code) => {
    if (exit === undefined) reject(new Error(`the working thread ended early, with code ${code}`))
    else resolve(exit)
  })
  return promise.finally(release)
}
