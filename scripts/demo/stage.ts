import type { Page } from '../../cli/command.ts'
import type { Platform } from '../../contracts/ports/platform.ts'

/** Where the demo plays. */
export interface Stage {
  readonly platform: Platform
  /** Sample files are written below it. */
  readonly folder: string
  readonly page: Page
  readonly say: (text: string) => void
}

export const heading = ({ say, page: { style } }: Stage, number: number, title: string): void =>
  say(`\n${style.bold(`${number}  ${title}`)}\n`)

/** Text moved to the right. */
export const indent = (text: string, by = 3): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(by) + line))
    .join('\n')
