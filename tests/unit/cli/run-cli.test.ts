import { describe, expect, it } from 'vitest'
import { commands } from '../../../cli/commands.ts'
import { perform } from '../../../cli/perform.ts'
import { runCli } from '../../../cli/run-cli.ts'

async function run(...args: string[]) {
  let out = ''
  let err = ''
  const world = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    env: {},
    on() {},
    off() {},
    exit() {},
    kill() {},
    pid: 0,
  }
  const exit = await runCli(args, world, (given) => perform(given, world))
  return { exit, out, err }
}

const names = commands.flatMap(({ entries }) => entries.map(({ name }) => name))

describe('the command line', () => {
  it('lists every command of the product', async () => {
    const { exit, out } = await run('--help')
    expect(exit).toBe(0)
    for (const name of names) expect(out).toContain(`\n  ${name} `)
    expect(names).toEqual(
      expect.arrayContaining(
        'ingest check compile ls build test show run train score runs models monitor retrain predictions trace lineage sql publish'.split(
          ' ',
        ),
      ),
    )
  })

  it('shows help when nothing is asked', async () => {
    expect(await run()).toEqual(await run('--help'))
  })

  it.each(names)('explains %s with its arguments and the common options', async (name) => {
    const { exit, out } = await run(name, '--help')
    expect(exit).toBe(0)
    expect(out).toContain(`Usage: millrace ${name}`)
    expect(out).toContain('--lake <place>')
  })

  it.each([
    [['buld', 'reviews'], 'There is no command "buld". Did you mean "build"?'],
    [['run', 'reviews', '--run-di', 'x'], 'There is no option --run-di. Did you mean "--run-id"?'],
    [['models', 'aprove'], 'There is no command "aprove". Did you mean "approve"?'],
    [['run', 'reviews', '--quite'], 'There is no option --quite. Did you mean "--quiet"?'],
    [['run'], 'The argument PROJECT is missing.'],
    [['run', 'reviews', 'twice'], 'There are more arguments than the command takes.'],
    [['ls', '--lake'], 'The option --lake needs a value.'],
    [['show', 'reviews', 'raw_review', '--limit', 'ten'], '"ten" is not a whole number from 1.'],
    [['ls', '--vars', 'x'], '"x" is not a value for --vars.'],
  ])('tells the nearest right name, or what is missing: %j', async (args, message) => {
    const { exit, out, err } = await run(...args)
    expect(exit).toBe(2)
    expect(out).toBe('')
    expect(err).toContain(message)
    expect(err).toContain('COMMAND_USAGE')
  })

  it.each(['-1Scrv4PGrC0vC_5RSXwra', '-h2', '--x'])('takes %s for a key', async (key) => {
    const { err } = await run('trace', 'nowhere', key)
    expect(err).toContain('PROJECT_UNKNOWN')
  })

  it('gives errors as JSON with --json', async () => {
    const { exit, out, err } = await run('buld', '--json')
    expect(exit).toBe(2)
    expect(err).toBe('')
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'COMMAND_USAGE', at: null } })
  })
})
