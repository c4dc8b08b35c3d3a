import type { ModelListEntry } from '../../pipeline/index.ts'
import type { CliCommand, Page } from '../command.ts'
import { minute, score } from '../format/numbers.ts'
import { table } from '../format/table.ts'
import { shortId } from '../views/short-id.ts'

/** Model versions, newest first. */
export const command: CliCommand = {
  declare: (command) => command.argument('[project]', 'only this project'),
  async run({ platform, pipeline }, [project]) {
    const models = await pipeline.listModelVersions(platform, {
      project: project === undefined ? undefined : String(project),
    })
    return { value: models, text: (page) => listText(models, page) }
  },
}

function listText(models: readonly ModelListEntry[], page: Page): string {
  if (models.length === 0)
    return page.style.dim('no model versions yet; `millrace train PROJECT` makes one')
  const right = (title: string) => ({ title, align: 'right' as const })
  return table(
    [
      { title: 'made (UTC)', least: 16 },
      { title: 'project' },
      { title: 'version', least: 10 },
      { title: 'algorithm' },
      right('F1 macro'),
      right('F1 weighted'),
      right('accuracy'),
      { title: 'gate' },
      { title: 'known as' },
    ],
    models.map((model) => [
      minute(model.created_at),
      model.project,
      shortId(model.version),
      model.algorithm,
      score(model.f1_macro),
      score(model.f1_weighted),
      score(model.accuracy),
      model.gate_passed ? 'passed' : 'not passed',
      model.aliases.join(', '),
    ]),
    page,
  )
}
