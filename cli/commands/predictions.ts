import { type CliCommand, text } from '../command.ts'
import { readCount } from '../options.ts'
import { resultText, rowsShown } from '../views/result.ts'

/** Left out of the table for people; --json has them. */
const versions = new Set([
  'encoder_version',
  'feature_version',
  'probabilities',
  'label',
  'run_date',
])

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
    const shown = found.columns.filter(({ name }) => !versions.has(name))
    return {
      value: found,
      text: (page) => {
        const key = found.rows[0]?.[found.columns[0].name]
        const next =
          key === undefined ? [] : [page.style.dim(`Next: millrace trace ${project} ${key}`)]
        const title = page.style.dim(
          `${rowsShown(found.rows.length, found.total)}, the least sure first`,
        )
        return [title, '', resultText(shown, found.rows, page), '', ...next].join('\n').trimEnd()
      },
    }
  },
}
