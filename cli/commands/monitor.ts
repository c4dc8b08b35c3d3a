import type { MonitorRecord } from '../../contracts/records/monitoring.ts'
import { type CliCommand, type Page, text } from '../command.ts'
import { count, counted, minute, percent } from '../format/numbers.ts'
import { table } from '../format/table.ts'
import { shortId } from '../views/short-id.ts'

/** What the watch says of the last scoring (or of one run), against the data the model was trained on. */
export const command: CliCommand = {
  declare: (command) =>
    command
      .argument('<project>', 'the project')
      .option('--run-id <id>', 'the run that scored (default: the newest)'),
  async run({ platform, pipeline }, [project], options) {
    const record = await pipeline.monitorProject(platform, {
      project: String(project),
      runId: text(options, 'runId'),
    })
    return { value: record, text: (page) => recordText(record, page) }
  },
}

const verdicts = {
  fine: 'looks like the data the model was trained on',
  look: 'is worth a look',
  retrain: 'is no longer like the data the model was trained on',
}

export function recordText(record: MonitorRecord, page: Page): string {
  const { style } = page
  const { project, rows, verdict, model_version, run_id, env, monitored_at, quality } = record
  const paint = paintOf(style)[verdict]
  const next = { fine: undefined, look: undefined, retrain: `millrace retrain ${project}` }[verdict]
  return [
    `${paint(style.bold(verdict))}: what was scored ${verdicts[verdict]}.`,
    style.dim(
      `${project} ${env}, run ${run_id}: ${counted(rows, 'row')} by model ${shortId(model_version)}, ${minute(monitored_at)} UTC`,
    ),
    ...reasonsText(record, page),
    '',
    classesText(record, page),
    '',
    columnsText(record, page),
    '',
    style.dim(
      `${count(record.needs_review)} of ${count(rows)} ask for review. Taken in: ${counted(quality.accepted, 'row')}, ${count(quality.rejected)} in quarantine. Tests: ${count(quality.tests_failed)} failed, ${counted(quality.tests_warned, 'warning')}.`,
    ),
    ...(next === undefined ? [] : [style.dim(`Next: ${next}`)]),
  ].join('\n')
}

const paintOf = (style: Page['style']) => ({
  fine: style.green,
  look: style.yellow,
  retrain: style.red,
})

const order = ['retrain', 'look', 'fine']

/** What weighs most comes first. */
const reasonsText = ({ reasons }: MonitorRecord, { style }: Page): string[] =>
  reasons
    .toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
    .map(({ verdict, message }) => `  ${paintOf(style)[verdict](verdict.padEnd(7))} ${message}`)

const right = (title: string) => ({ title, align: 'right' as const })

const classesText = ({ classes }: MonitorRecord, page: Page) =>
  table(
    [{ title: 'predicted class' }, right('share'), right('at training')],
    classes.map(({ name, share, reference }) => [name, percent(share), percent(reference)]),
    page,
  )

/** The columns that moved most, and the centre of the text vectors. */
function columnsText({ columns, centre_shift }: MonitorRecord, page: Page): string {
  const moved = columns.toSorted((a, b) => b.psi - a.psi)
  const shown = moved.slice(0, 8)
  const rest = moved.length - shown.length
  const list = table(
    [{ title: 'feature' }, right('stability index'), right('missing')],
    shown.map(({ column, psi, missing }) => [column, psi.toFixed(3), percent(missing)]),
    page,
  )
  const vectors =
    centre_shift === null
      ? []
      : [`centre of the text vectors moved by ${centre_shift.toFixed(2)} deviations`]
  const more = rest > 0 ? [`and ${counted(rest, 'feature')} that moved less`] : []
  return [list, ...[...more, ...vectors].map((line) => page.style.dim(line))].join('\n')
}
