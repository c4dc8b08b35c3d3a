import { type CliCommand, text } from '../command.ts'
import { toCsv } from '../format/csv.ts'
import { counted } from '../format/numbers.ts'
import { readCount } from '../options.ts'
import { resultText } from '../views/result.ts'

const examples = `
Examples:
  millrace sql "select label_name, count(*) from predictions group by all"
  millrace sql "select * from runs order by started_at desc" --json
  millrace sql "from feat_reviews where business_state = 'AZ'" --csv > arizona.csv`

/** Answers a SELECT. With --json the result is an array of row objects. */
export const command: CliCommand = {
  declare: (command) =>
    command
      .argument('<query>', 'one SELECT; it only reads')
      .option('--project <name>', 'the project whose tables are meant, when more than one has them')
      .option('--limit <rows>', 'rows given at most', readCount)
      .option('--csv', 'print the rows as CSV')
      .addHelpText('after', examples),
  async run({ platform, pipeline }, [query], options) {
    const { columns, rows, truncated } = await pipeline.runSql(platform, {
      sql: String(query),
      project: text(options, 'project'),
      limit: options['limit'] === undefined ? undefined : Number(options['limit']),
    })
    const names = columns.map(({ name }) => name)
    return {
      value: rows,
      text: (page) => {
        if (options['csv'] === true) return toCsv(names, rows)
        const more = truncated ? ', and there are more' : ''
        return `${resultText(columns, rows, page)}\n${page.style.dim(`${counted(rows.length, 'row')}${more}`)}`
      },
    }
  },
}
