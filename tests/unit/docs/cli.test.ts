import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { commands, type Leaf } from '../../../cli/commands.ts'
import { createProgram } from '../../../cli/program.ts'

const page = await readFile(fileURLToPath(new URL('../../../docs/cli.md', import.meta.url)), 'utf8')

const leaves: readonly (readonly [string, Leaf])[] = commands
  .flatMap(({ entries }) => entries)
  .flatMap((entry) =>
    'commands' in entry
      ? entry.commands.map((leaf) => [`${entry.name} ${leaf.name}`, leaf] as const)
      : [[entry.name, entry] as const],
  )

describe('docs/cli.md', () => {
  it.each(leaves)('names %s with its arguments and options', async (path, leaf) => {
    const declared = new Command()
    const { command } = await leaf.load()
    command.declare(declared)
    const args = declared.registeredArguments.map((argument) => {
      const name = argument.name().toUpperCase() + (argument.variadic ? '…' : '')
      return argument.required ? name : `[${name}]`
    })
    expect(page).toContain(`**\`${[path, ...args].join(' ')}\`**`)
    for (const option of declared.options) expect(page, path).toContain(`\`${option.long}\``)
  })

  it('names the common options and the variables they can come from', () => {
    const program = createProgram(async () => {})
    for (const { long, envVar, flags } of program.options) {
      expect(page).toContain(flags.includes('<') ? `\`${flags}\`` : `\`${long}\``)
      if (envVar !== undefined) expect(page).toContain(`\`${envVar}\``)
    }
  })
})
