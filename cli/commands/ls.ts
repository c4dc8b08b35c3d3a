import type { ModelListing } from '../../pipeline/index.ts'
import type { CliCommand, Page } from '../command.ts'
import { count } from '../format/numbers.ts'
import { table } from '../format/table.ts'
import { shortId } from '../views/short-id.ts'

/** Sources and models of a project, with what the environment shows of them. */
export const command: CliCommand = {
  declare: (command) => command.argument('[project]', 'only this project'),
  async run({ platform, pipeline }, [project]) {
    const models = await pipeline.listModels(platform, {
      project: project === undefined ? undefined : String(project),
    })
    return { value: models, text: (page) => listing(models, page) }
  },
}

function listing(models: readonly ModelListing[], page: Page): string {
  if (models.length === 0)
    return page.style.dim('no projects here; name their folder with --projects')
  const projects = [...new Set(models.map(({ project }) => project))]
  return projects
    .map((project) => {
      const own = models.filter((model) => model.project === project)
      return `${page.style.bold(project)}\n${listOne(own, page)}`
    })
    .join('\n\n')
}

const listOne = (models: readonly ModelListing[], page: Page) =>
  table(
    [
      { title: 'layer' },
      { title: 'name', least: 12 },
      { title: 'kind' },
      { title: 'rows', align: 'right' },
      { title: 'version' },
      { title: 'description', least: 20 },
    ],
    models.map((model) => [
      model.layer,
      model.name,
      model.version === null ? 'not built' : model.materialized,
      model.rows === null ? '' : count(model.rows),
      model.version === null ? '' : shortId(model.version),
      (model.description ?? '').split('\n')[0],
    ]),
    page,
  )
