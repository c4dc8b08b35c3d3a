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

/** Signals come to the main thread only. */
const world: World = {
  stdout: outputTo('stdout', stdout),
  stderr: outputTo('stderr', stderr),
  env: process.env,
  on() {},
  off() {},
  exit() {},
  kill() {},
  pid: process.pid,
}

tell({ kind: 'done', exit: await runCli(args, world, (given) => perform(given, world)) })
