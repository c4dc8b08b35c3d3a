import type { Command } from 'commander'
import type { Platform } from '../contracts/ports/platform.ts'
import type { Style } from './format/style.ts'

/** How results are shown to a person. */
export interface Page {
  /** Columns of the terminal. */
  readonly width: number
  readonly style: Style
}

/** The door of the pipeline. It comes as an argument, so that a command's help does not wait for it. */
export type Pipeline = typeof import('../pipeline/index.ts')

/** What a command works with. */
export interface CommandContext {
  readonly platform: Platform
  readonly pipeline: Pipeline
}

/** What a command found, as data and as text. */
export interface Answer {
  /** Printed with --json. */
  readonly value: unknown
  /** Printed otherwise. */
  readonly text: (page: Page) => string
  /** 1 when a check, test, gate or limit said no; 2 when something could not be done. @default 0 */
  readonly exit?: 0 | 1 | 2
}

export type Options = Readonly<Record<string, unknown>>

/** One command, in a file of its own that is loaded only when the command is given. */
export interface CliCommand {
  /** Adds the command's arguments, options and examples. */
  declare(command: Command): void
  /** `args` in the order of the declared arguments. */
  run(context: CommandContext, args: readonly unknown[], options: Options): Promise<Answer>
}

/** The value of a text option; undefined when it was not given. */
export const text = (options: Options, name: string): string | undefined => {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}
