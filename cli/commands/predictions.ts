import { type CliCommand, type Page, type Pipeline, text } from '../command.ts'
import { minute, score } from '../format/numbers.ts'
import { table } from '../format/table.ts'
import { cell } from '../format/values.ts'
import { readCount } from '../options.ts'
import { rowsShown } from '../views/result.ts'
import { shortId } from '../views/short-id.ts'

type Found = Awaited<ReturnType<Pipeline['listPredictions']>>

/** Published predictions, the least sure first. */
export const command: CliCommand = {
  declare: (command) =>
    command
      .argument('<project>', 'the project')
      .option('--run-id <id>', 'only of this run')
      .option('--label <class>', 'only of this class')
      .option('--needs-review', 'only those that ask for review')
      .option('--limit <rows>', 'rows shown at most', readCount, 20),
  async run({ platform, pipeline }, [project], options) {
    const found = await pipeline.listPredictions(platform, {
      project: String(project),
      runId: text(options, 'runId'),
      label: text(options, 'label'),
      needsReview: options['needsReview'] === true,
      limit: Number(options['limit']),
    })
    return { value: found, text: (page) => predictionsText(String(project), found, page) }
  },
}

function predictionsText(project: string, found: Found, page: Page): string {
  const { columns, rows, total } = found
  if (total === 0) {
    return page.style.dim(`no predictions of this kind; \`millrace score ${project}\` makes some`)
  }
  const entity = columns[0].name
  const list = table(
    [
      { title: entity, least: 40 },
      { title: 'predicted' },
      { title: 'probability', align: 'right' },
      { title: 'review' },
      { title: 'model' },
      { title: 'scored (UTC)', least: 16 },
      { title: 'run', least: 12 },
    ],
    rows.map((row) => [
      cell(row[entity]),
      cell(row['label_name']),
      score(Number(row['probability'])),
      row['needs_review'] === true ? 'yes' : '',
      shortId(cell(row['model_version'])),
      minute(cell(row['scored_at'])),
      cell(row['run_id']),
    ]),
    page,
  )
  const title = page.style.dim(`${rowsShown(rows.length, total)}, the least sure first`)
  const next = page.style.dim(`Next: millrace trace ${project} ${cell(rows[0]?.[entity])}`)
  return [title, '', list, '', next].join('\n')
}
