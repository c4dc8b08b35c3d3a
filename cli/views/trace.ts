import type { Row } from '../../contracts/ports/sql-engine.ts'
import type { Page, Pipeline } from '../command.ts'
import { facts } from '../format/facts.ts'
import { count, minute, percent, score } from '../format/numbers.ts'
import { cell } from '../format/values.ts'
import { oneLine } from '../format/visible.ts'
import { truncate } from '../format/width.ts'
import { parametersOf } from './model-card.ts'
import { shortId } from './short-id.ts'

type Trace = Awaited<ReturnType<Pipeline['traceKey']>>
type TracedTable = Trace['tables'][number]

/** A record's way, table by table. A value that is as it was in a table before is left out unless `full`. */
export function traceText(trace: Trace, full: boolean, page: Page): string {
  const { style } = page
  const seen = new Set<string>()
  const sections = trace.tables.map((table) => tableText(table, seen, full, page))
  return [
    `${style.bold(`${trace.entity} ${trace.key}`)} ${style.dim(`project ${trace.project}, environment ${trace.env}`)}`,
    verdictText(trace, page),
    ...sections,
    ...encoderText(trace, page),
    ...modelText(trace, page),
    ...predictionText(trace, page),
  ].join('\n\n')
}

function verdictText({ prediction, model }: Trace, { style }: Page): string {
  if (prediction === null) return style.yellow('It was never scored.')
  const { row } = prediction
  const sure = typeof row['probability'] === 'number' ? ` with ${percent(row['probability'])}` : ''
  const review = row['needs_review'] === true ? style.yellow(' A person should look at it.') : ''
  const name = row['label_name'] ?? row['label']
  return `Predicted ${style.bold(String(name))}${sure} by model ${shortId(model?.version ?? '')} on ${minute(prediction.scored_at)} UTC.${review}`
}

const heading = (layer: string, title: string, { style }: Page) =>
  `${style.cyan(layer.padEnd(12))} ${style.bold(title)}`

function tableText(table: TracedTable, seen: Set<string>, full: boolean, page: Page): string {
  const { relation, layer, version, rows, total, note, found_by } = table
  const by = Object.entries(found_by ?? {}).map(([column, value]) => `${column} ${value}`)
  const facts_ = [`version ${shortId(version)}`, ...(full ? by : by.slice(0, 1))].join(', ')
  const lines = [`${heading(layer, relation, page)} ${page.style.dim(facts_)}`]
  if (note !== null) lines.push(`  ${page.style.dim(note)}`)
  rows.forEach((row, i) => {
    lines.push(...fileLines(table.files[i], page), rowText(row, seen, full, page))
  })
  if (total > rows.length)
    lines.push(page.style.dim(`  and ${count(total - rows.length)} more rows`))
  return lines.filter((line) => line !== '').join('\n')
}

function fileLines(file: TracedTable['files'][number] | undefined, page: Page): string[] {
  if (file === null || file === undefined) return []
  const { style } = page
  const lines = [
    `  ${style.green(`${file.name}:${file.row}`)} ${style.dim(`landed ${minute(file.arrived_at)} UTC, sha256 ${file.sha256.slice(0, 16)}…`)}`,
  ]
  if (file.text !== null) {
    lines.push(`  ${style.dim('│')} ${truncate(oneLine(file.text), page.width - 6)}`)
  }
  return lines
}

function rowText(row: Row, seen: Set<string>, full: boolean, page: Page): string {
  const pairs = Object.entries(row).map(([name, value]) => [name, cell(value)] as const)
  const shown = full ? pairs : pairs.filter(([name, value]) => !seen.has(`${name}=${value}`))
  for (const [name, value] of pairs) seen.add(`${name}=${value}`)
  if (shown.length === 0) return page.style.dim('  every value as before')
  const widest = Math.max(...shown.map(([name]) => name.length))
  const cut = shown.map(
    ([name, value]) => [name, truncate(oneLine(value), page.width - widest - 6)] as const,
  )
  return facts(cut, page.style, '  ')
}

function encoderText({ encoder }: Trace, page: Page): string[] {
  if (encoder === null) return []
  const fitted =
    encoder.fitted_on === null ? '' : `, fitted on ${count(encoder.fitted_on.rows)} texts`
  return [
    `${heading('encoder', encoder.name, page)} ${page.style.dim(`version ${shortId(encoder.version)}, ${encoder.dimensions} dimensions${fitted}`)}`,
  ]
}

function modelText({ model }: Trace, page: Page): string[] {
  if (model === null) return []
  const { metrics, baseline, approved } = model
  const pairs = [
    [
      'test split',
      `F1 macro ${score(metrics.f1_macro)} (baseline ${score(baseline.f1_macro)}), F1 weighted ${score(metrics.f1_weighted)}, accuracy ${score(metrics.accuracy)}`,
    ],
    [
      'trained',
      `${minute(model.created_at)} UTC in run ${model.run_id} on feature version ${shortId(model.feature_version)}`,
    ],
    [
      'approved',
      approved === null
        ? 'never'
        : `${minute(approved.at)} UTC by ${approved.who}: ${approved.why}`,
    ],
    ['graph sha256', model.sha256],
  ] as const
  return [
    [
      `${heading('model', `${model.algorithm} ${parametersOf(model.parameters)}`, page)} ${page.style.dim(`version ${shortId(model.version)}`)}`,
      facts(pairs, page.style, '  '),
    ].join('\n'),
  ]
}

function predictionText({ prediction }: Trace, page: Page): string[] {
  if (prediction === null) return []
  const { run_id, run_date, row } = prediction
  return [
    [
      `${heading('prediction', `run ${run_id}`, page)} ${page.style.dim(run_date)}`,
      rowText(row, new Set(), true, page),
    ].join('\n'),
  ]
}
