import type { CliCommand } from '../command.ts'
import { askRemotely } from '../remote-run.ts'
import { declareRun, runOptions } from '../run-options.ts'
import { runReportText } from '../views/run-report.ts'

/** Builds, embeds, trains and registers; a version that passes the gate is approved as pipeline.yml says. */
export const command: CliCommand = {
  declare: (command) => declareRun(command),
  async run(context, [project], options) {
    if (options['remote'] === true) return askRemotely(context, 'train', String(project), options)
    const { platform, pipeline } = context
    const report = await pipeline.trainProject(platform, runOptions(String(project), options))
    return {
      value: report,
      text: (page) => runReportText(report, page),
      exit: report.status === 'done' ? 0 : 1,
    }
  },
}
