import type { CliCommand } from '../command.ts'
import { askRemotely } from '../remote-run.ts'
import { declareRun, runOptions } from '../run-options.ts'
import { runReportText } from '../views/run-report.ts'

/** Builds, embeds and scores with the champion the rows that were never scored. */
export const command: CliCommand = {
  declare: (command) => declareRun(command, { all: true }),
  async run(context, [project], options) {
    if (options['remote'] === true) return askRemotely(context, 'score', String(project), options)
    const { platform, pipeline } = context
    const report = await pipeline.scoreProject(platform, runOptions(String(project), options))
    return {
      value: report,
      text: (page) => runReportText(report, page),
      exit: report.status === 'done' ? 0 : 1,
    }
  },
}
