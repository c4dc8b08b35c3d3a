import { inject } from 'vitest'
import type { StandIns } from './global-setup.ts'
import type { Tool } from './tools/tool.ts'

const standIns: StandIns = inject('standIns')

/** The S3 server of this run. Use it under `describe.skipIf(s3.kind === 'missing')`. */
export const s3 = standIns.s3
/** DuckDB's extension for S3, in a folder. */
export const httpfs = standIns.httpfs
/** Glue, Step Functions, SQS, SNS and the others of this run. */
export const moto = standIns.moto

/** Starts Trino if nobody has yet, and waits until it answers. */
export async function trino(): Promise<Tool<{ readonly endpoint: string }>> {
  return (await (await fetch(standIns.trino)).json()) as Tool<{ readonly endpoint: string }>
}

/** What is there, or an error that says why it is not; for tests that were not skipped. */
export function required<Ready>(tool: Tool<Ready>): Ready {
  if (tool.kind === 'missing') throw new Error(tool.reason)
  return tool
}
