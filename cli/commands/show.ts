import type { CliCommand, Page, Pipeline } from '../command.ts'
import { readCount } from '../options.ts'
import { resultText, rowsShown } from '../views/result.ts'
import { shortId } from '../views/short-id.ts'

type ModelView = Awaited<ReturnType<Pipeline['showModel']>>

/** First rows of a model, or of a source by its name. */
export const command: CliCommand = {
  declare: (command) =>
    command
      .argument('<project>', 'the project')
      .argument('<model>', 'a model or a source')
      .option('--limit <rows>', 'rows shown at most', readCount, 10),
  async run({ platform, pipeline }, [project, model], options) {
    const view = await pipeline.showModel(platform, {
      project: String(project),
      model: String(model),
      limit: Number(options['limit']),
    })
    return { value: view, text: (page) => viewText(view, page) }
  },
}

function viewText({ model, layer, version, columns, rows, total }: ModelView, page: Page): string {
  const title = `${page.style.bold(model)} ${page.style.dim(`layer ${layer}, version ${shortId(version)}, ${rowsShown(rows.length, total)}`)}`
  return `${title}\n\n${resultText(columns, rows, page)}`
}
