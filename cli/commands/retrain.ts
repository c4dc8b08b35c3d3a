import type { CliCommand } from '../command.ts'
import { askRemotely } from '../remote-run.ts'
import { declareRun, runOptions } from '../run-options.ts'
import { runReportText } from '../views/run-report.ts'

/** Fits the champion's algorithm and settings on all data now in the lake, without a search. */
export const command: CliCommand = {
  declare: (command) => declareRun(command),
  async run(context, [project], options) {
    if (options['remote'] === true) return askRemotely(context, 'retrain', String(project), options)
    const { platform, pipeline } = context
    const report = await pipeline.retrainProject(platform, runOptions(String(project), options))
    return {
      value: report,
      text: (page) => runReportText(report, page),
      exit: report.status === 'done' ? 0 : 1,
    }
  },
}
