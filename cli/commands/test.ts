import type { TestsReport } from '../../pipeline/index.ts'
import type { CliCommand, Page } from '../command.ts'
import { count, counted } from '../format/numbers.ts'
import { table } from '../format/table.ts'

/** Runs every data test again on what the environment shows. Publishes nothing. */
export const command: CliCommand = {
  declare: (command) =>
    command.argument('<project>', 'the project').option('--all', 'list the tests that passed, too'),
  async run({ platform, pipeline }, [project], options) {
    const report = await pipeline.testProject(platform, { project: String(project) })
    return {
      value: report,
      text: (page) => reportText(report, options['all'] === true, page),
      exit: report.failed > 0 ? 1 : 0,
    }
  },
}

function reportText(report: TestsReport, all: boolean, page: Page): string {
  const { style } = page
  const { project, env, passed, failed, warned } = report
  const mark = failed > 0 ? style.red('✗') : style.green('✓')
  const title = `${mark} ${style.bold(project)} in ${env}: ${counted(passed, 'test')} passed, ${count(failed)} failed, ${counted(warned, 'warning')}`
  const shown = report.tests.filter((test) => all || test.status === 'fail')
  return shown.length === 0 ? title : `${title}\n\n${testsTable(shown, page)}`
}

function testsTable(tests: TestsReport['tests'], page: Page): string {
  const { style } = page
  const states = tests.map(({ status, severity }) =>
    status === 'pass' ? 'pass' : severity === 'warn' ? 'warn' : 'fail',
  )
  const paints = { pass: style.green, warn: style.yellow, fail: style.red }
  return table(
    [
      { title: '' },
      { title: 'model' },
      { title: 'test' },
      { title: 'rows', align: 'right' },
      { title: 'what was found', least: 24 },
    ],
    tests.map((test, i) => [
      states[i],
      test.model,
      test.name,
      count(test.failures),
      test.message ?? '',
    ]),
    { ...page, paint: (cell, row, column) => (column === 0 ? paints[states[row]](cell) : cell) },
  )
}
