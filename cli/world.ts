import type { Page } from './command.ts'
import { styleFor } from './format/style.ts'

export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** The part of the process that the CLI touches. */
export interface World {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  on(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  off(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  exit(code: number): void
  kill(pid: number, signal: 'SIGINT' | 'SIGTERM'): unknown
  readonly pid: number
}

/** Columns of what is no terminal: wide enough for most tables, narrow enough to read in a log. */
const columnsOfFiles = 120

export function pageFor(output: Output, env: World['env']): Page {
  const columns = output.isTTY ? output.columns : Number(env['COLUMNS']) || columnsOfFiles
  return { width: Math.max(40, columns ?? 80), style: styleFor(output, env) }
}
