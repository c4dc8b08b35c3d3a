import type { FunctionName } from '../contracts/deployment.ts'

/** What one function gets. Times in seconds, memory and scratch space in MB. */
export interface FunctionSize {
  readonly memory: number
  readonly timeout: number
  readonly scratch: number
  /** Folder of `dist/functions/<architecture>/` that it is deployed from. */
  readonly bundle: 'light' | 'full'
  /** Most calls at once; none: what the account allows. */
  readonly concurrency?: number
}

/** CPU comes with memory: 1,769 MB is one core. What does not fit here goes to the task. */
export const functionSizes: Readonly<Record<FunctionName, FunctionSize>> = {
  arrival: { bundle: 'light', memory: 512, timeout: 120, scratch: 512, concurrency: 5 },
  run: { bundle: 'light', memory: 512, timeout: 60, scratch: 512 },
  transform: { bundle: 'full', memory: 4096, timeout: 900, scratch: 8192 },
  embed: { bundle: 'full', memory: 3538, timeout: 900, scratch: 4096 },
  train: { bundle: 'full', memory: 5307, timeout: 900, scratch: 8192, concurrency: 4 },
  register: { bundle: 'full', memory: 1769, timeout: 300, scratch: 2048 },
  approve: { bundle: 'light', memory: 512, timeout: 60, scratch: 512 },
  score: { bundle: 'full', memory: 3538, timeout: 900, scratch: 4096 },
  monitor: { bundle: 'full', memory: 3538, timeout: 900, scratch: 4096 },
  publish: { bundle: 'full', memory: 1024, timeout: 600, scratch: 512 },
  notify: { bundle: 'light', memory: 512, timeout: 60, scratch: 512 },
}

/** Processor of functions and tasks. */
export const architecture = 'arm64'

/** The task: 4 cores, 16 GB, 60 GB of scratch space. */
export const taskSize = { cpu: '4096', memory: '16384', scratchGib: 60 } as const

/** SQS shows a message again after this long; AWS asks for at least six times the function's timeout. */
export const visibilityTimeout = 6 * functionSizes.arrival.timeout

/** Deliveries of an arrival before it is put aside. */
export const deliveries = 5

/** What one run may take. */
export const runLimits = {
  /** Bytes that a step may read on Lambda; more goes to the task. */
  lambdaBytes: 256 * 1024 ** 2,
  shardsAtOnce: 20,
  /** Share of shards that may fail for good; what they left undone is done at the end. */
  toleratedPercent: 5,
  /** Seconds that a run waits for somebody to approve a model. */
  approvalSeconds: 3 * 86_400,
} as const
