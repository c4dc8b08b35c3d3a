import { parentPort, workerData } from 'node:worker_threads'
import { perform } from './perform.ts'
import type { FromWorker, WorkerOrder } from './perform-in-worker.ts'
import { runCli } from './run-cli.ts'
import type { Output, World } from './world.ts'

const { args, stdout, stderr } = workerData as WorkerOrder
const tell = (message: FromWorker) => parentPort?.postMessage(message)

const outputTo = (to: 'stdout' | 'stderr', terminal: WorkerOrder['stdout']): Output => ({
  ...terminal,
  write: (text) => tell({ kind: 'write', to, text }),
})

const listeners = new Set<() => void>()

/** Signals come to the main thread only, which tells of them; it is also the one that ends the process. */
const world: World = {
  stdout: outputTo('stdout', stdout),
  stderr: outputTo('stderr', stderr),
  env: process.env,
  on(event, listener) {
    if (event === 'SIGINT') listeners.add(listener)
  },
  off(_, listener) {
    listeners.delete(listener)
  },
  exit() {},
  kill: () => tell({ kind: 'settled' }),
  pid: process.pid,
}

parentPort?.on('message', () => {
  for (const listener of listeners) listener()
})
// It must not keep the thread alive when the work is done.
parentPort?.unref()

tell({ kind: 'done', exit: await runCli(args, world, (given) => perform(given, world)) })
