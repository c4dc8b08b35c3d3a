import type { Row } from '../contracts/ports/sql-engine.ts'
import type { Trace, TracedModel, TracedPrediction } from './trace.ts'
import type { TracedFile, TracedTable } from './trace-rows.ts'

/** Characters of a value shown. */
const width = 100

/** A trace as text for people, from the landed line to the prediction. */
export function renderTrace(trace: Trace): string {
  const { entity, key, project, env, encoder, model, prediction } = trace
  return [
    `${entity} ${key} · project ${project} · environment ${env}`,
    ...trace.tables.flatMap(renderTable),
    ...(encoder === null
      ? []
      : heading(
          'encoder',
          `${encoder.name} · ${encoder.dimensions} dimensions · version ${encoder.version}`,
        )),
    ...(model === null ? [] : renderModel(model)),
    ...(prediction === null
      ? heading('prediction', 'none: this record was never scored')
      : renderPrediction(prediction)),
    '',
  ].join('\n')
}

const heading = (layer: string, text: string): string[] => ['', `${layer.padEnd(12)} ${text}`]
const indented = (text: string): string => `${' '.repeat(13)}${text}`

function renderTable(table: TracedTable): string[] {
  const { layer, relation, version, rows, total, note, found_by: foundBy } = table
  const where = Object.entries(foundBy ?? {}).map(([column, value]) => `${column} = ${value}`)
  const more = total > rows.length ? [indented(`… ${total - rows.length} more rows`)] : []
  return [
    ...heading(layer, [relation, ...where, `version ${version}`].join(' · ')),
    ...(note === null ? [] : [indented(note)]),
    ...rows.flatMap((row, i) => [
      ...(i > 0 ? [''] : []),
      ...renderFile(table.files[i]),
      ...renderRow(row),
    ]),
    ...more,
  ]
}

function renderFile(file: TracedFile | null | undefined): string[] {
  if (file === null || file === undefined) return []
  return [
    indented(
      `${file.name}, line ${file.row} · arrived ${file.arrived_at} · sha256 ${file.sha256.slice(0, 16)}…`,
    ),
    indented(file.key),
    ...(file.text === null
      ? []
      : file.text.split(/\r\n|\r|\n/).map((line) => indented(`│ ${short(line)}`))),
  ]
}

function renderRow(row: Row): string[] {
  const names = Object.keys(row)
  const longest = Math.max(0, ...names.map((name) => name.length))
  return names.map((name) => indented(`${name.padEnd(longest)}  ${short(valueText(row[name]))}`))
}

function renderModel(model: TracedModel): string[] {
  const { metrics, baseline, approved } = model
  const figure = (value: number) => value.toFixed(3)
  return [
    ...heading('model', `${model.algorithm} · version ${model.version}`),
    indented(
      `test split: F1 macro ${figure(metrics.f1_macro)} (baseline ${figure(baseline.f1_macro)}), F1 weighted ${figure(metrics.f1_weighted)}, accuracy ${figure(metrics.accuracy)}`,
    ),
    indented(
      `trained in run ${model.run_id} on features ${model.feature_version}, registered ${model.created_at}`,
    ),
    indented(
      approved === null
        ? 'it has not been champion'
        : `approved by ${approved.who} on ${approved.at}: ${approved.why}`,
    ),
  ]
}

const renderPrediction = ({ run_id, run_date, row }: TracedPrediction): string[] => [
  ...heading('prediction', `run ${run_id} · ${run_date}`),
  ...renderRow(row),
]

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '∅'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > width ? `${line.slice(0, width - 1)}…` : line
}
