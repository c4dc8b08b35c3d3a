import type { CliCommand } from '../command.ts'
import { declareRun, runOptions } from '../run-options.ts'
import { runReportText } from '../views/run-report.ts'

/** Builds, embeds, trains and registers; a version that passes the gate is approved as pipeline.yml says. */
export const command: CliCommand = {
  declare: (command) => declareRun(command),
  async run({ platform, pipeline }, [project], options) {
    const report = await pipeline.trainProject(platform, runOptions(String(project), options))
    return {
      value: report,
      text: (page) => runReportText(report, page),
      exit: report.status === 'done' ? 0 : 1,
    }
  },
}
