import type { CliCommand } from '../command.ts'
import { counted } from '../format/numbers.ts'

/** Brings the catalog in line with the environment; doing it again repairs a catalog that lags. */
export const command: CliCommand = {
  declare: (command) => command.argument('<project>', 'the project'),
  async run({ platform, pipeline }, [project]) {
    const report = await pipeline.publishCatalog(platform, { project: String(project) })
    return {
      value: report,
      text: ({ style }) =>
        `${style.green('✓')} ${style.bold(report.database)} shows ${counted(report.tables, 'table')} and ${counted(report.partitions, 'partition')} of predictions.`,
    }
  },
}
