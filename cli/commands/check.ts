import type { CliCommand, Page, Pipeline } from '../command.ts'
import { errorText, errorValue } from '../errors.ts'
import { counted, duration } from '../format/numbers.ts'

type Report = Awaited<ReturnType<Pipeline['checkProject']>>

/** Compiles every model against the declared sources, without reading data. */
export const command: CliCommand = {
  declare: (command) => command.argument('[project]', 'only this project'),
  async run({ platform, pipeline }, [project]) {
    const names = project === undefined ? await pipeline.listProjects(platform) : [String(project)]
    const reports: Report[] = []
    for (const name of names) reports.push(await pipeline.checkProject(platform, { project: name }))
    return {
      value: reports.map((report) => ({ ...report, errors: report.errors.map(errorValue) })),
      text: (page) => reports.map((report) => reportText(report, page)).join('\n\n'),
      exit: reports.some((report) => report.errors.length > 0) ? 1 : 0,
    }
  },
}

function reportText({ project, models, errors, seconds }: Report, page: Page): string {
  const { style } = page
  if (errors.length === 0) {
    return `${style.green('✓')} ${style.bold(project)}: ${counted(models, 'model')}, no errors (${duration(seconds)})`
  }
  const title = `${style.red('✗')} ${style.bold(project)}: ${counted(errors.length, 'error')}`
  return [title, ...errors.map((error) => errorText(error, page))].join('\n\n')
}
