import { describe, expect, it } from 'vitest'
import type { CliCommand, CommandContext, Pipeline } from '../../../cli/command.ts'
import { command as check } from '../../../cli/commands/check.ts'
import { command as ingest } from '../../../cli/commands/ingest.ts'
import { command as run } from '../../../cli/commands/run.ts'
import { command as test } from '../../../cli/commands/test.ts'
import { plain } from '../../../cli/format/style.ts'
import { ProductError } from '../../../contracts/errors/product-error.ts'

/** A command's exit code and text over a pipeline that answers with `answers`. */
async function ask(
  command: CliCommand,
  answers: Readonly<Record<string, unknown>>,
  args: readonly unknown[],
) {
  const pipeline = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [name, async () => answer]),
  ) as unknown as Pipeline
  const context: CommandContext = { platform: {} as CommandContext['platform'], pipeline }
  const answer = await command.run(context, args, {})
  return { exit: answer.exit ?? 0, text: answer.text({ width: 120, style: plain }) }
}

const report = {
  ...{
    project: 'reviews',
    env: 'prod',
    run_id: 'r1',
    run_date: '2024-01-01',
    repeated: false,
    seconds: 2,
  },
  ...{
    status: 'done',
    message: 'Every step is done.',
    steps: [{ step: 'register', seconds: 1, resumed: false }],
  },
  outputs: {
    register: { model_version: 'abcdefabcdef', passed: true, gate: [], champion: 'abcdefabcdef' },
  },
}

describe('exit codes', () => {
  it('of a run are 0 when it is done and 1 when the gate said no, with the next step', async () => {
    expect((await ask(run, { runProject: report }, ['reviews'])).exit).toBe(0)
    const outputs = { register: { ...report.outputs.register, passed: false, champion: null } }
    const refused = { ...report, status: 'stopped', message: 'It did not pass the gate.', outputs }
    const { exit, text } = await ask(run, { runProject: refused }, ['reviews'])
    expect(exit).toBe(1)
    expect(text).toContain('It did not pass the gate.')
    expect(text).toContain('Next: millrace models show reviews abcdefabcd')
  })

  it('of a run that waits for approval are 0, and the text says how to approve', async () => {
    const outputs = { register: { ...report.outputs.register, champion: null } }
    const { exit, text } = await ask(run, { runProject: { ...report, outputs } }, ['reviews'])
    expect(exit).toBe(0)
    expect(text).toContain('Next: millrace models approve reviews abcdefabcd')
  })

  it('of check are 1 when there is an error', async () => {
    const clean = { project: 'reviews', models: 12, errors: [], seconds: 0.1 }
    expect((await ask(check, { checkProject: clean }, ['reviews'])).exit).toBe(0)
    const errors = [new ProductError('MODEL_SQL_SYNTAX', { message: 'No.' })]
    expect((await ask(check, { checkProject: { ...clean, errors } }, ['reviews'])).exit).toBe(1)
  })

  it('of test are 1 for a failed test and 0 for a warning', async () => {
    const tests = { project: 'reviews', env: 'prod', tests: [], passed: 3, failed: 0, warned: 2 }
    expect((await ask(test, { testProject: tests }, ['reviews'])).exit).toBe(0)
    expect((await ask(test, { testProject: { ...tests, failed: 1 } }, ['reviews'])).exit).toBe(1)
  })

  it('of ingest are 1 for too many bad rows and 2 for a file that cannot be read', async () => {
    const file = {
      path: '/a',
      name: 'a',
      bytes: 1,
      accepted: 0,
      rejected: 0,
      reasons: [],
      notes: [],
      quarantine: null,
      key: null,
      format: null,
      dialect: null,
    }
    const withError = (status: string, code: string) => ({
      files: [{ ...file, status, error: { code, message: 'No.', hint: 'Mend it.' } }],
      ...{ project: 'reviews', source: 'review', accepted: 0, rejected: 0 },
    })
    const args = ['reviews', 'review', ['a']]
    expect(
      (await ask(ingest, { ingestFiles: withError('over_limit', 'SOURCE_LIMIT_EXCEEDED') }, args))
        .exit,
    ).toBe(1)
    expect(
      (await ask(ingest, { ingestFiles: withError('refused', 'SOURCE_FILE_EMPTY') }, args)).exit,
    ).toBe(2)
  })
})
