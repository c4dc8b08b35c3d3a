import { type CliCommand, text } from '../command.ts'
import { askRemotely } from '../remote-run.ts'
import { declareRun, runOptions } from '../run-options.ts'
import { runReportText } from '../views/run-report.ts'

/** Every step, or those from one to another. */
export const command: CliCommand = {
  declare: (command) =>
    declareRun(command, { all: true })
      .option(
        '--from <step>',
        'first step: arrive, transform, embed, train, register, score or monitor',
      )
      .option('--to <step>', 'last step'),
  async run(context, [project], options) {
    if (options['remote'] === true) return askRemotely(context, 'run', String(project), options)
    const { platform, pipeline } = context
    const report = await pipeline.runProject(platform, {
      ...runOptions(String(project), options),
      from: text(options, 'from'),
      to: text(options, 'to'),
    })
    return {
      value: report,
      text: (page) => runReportText(report, page),
      exit: report.status === 'done' ? 0 : 1,
    }
  },
}
