import type {
  ModelAlias,
  ModelVersion,
  SplitMetrics,
} from '../../contracts/records/model-version.ts'
import type { Page } from '../command.ts'
import { facts } from '../format/facts.ts'
import { bytes, count, counted, minute, score } from '../format/numbers.ts'
import { table } from '../format/table.ts'
import { shortId } from './short-id.ts'

/** A model version for a person: what it is, how good it is beside the baseline, where it errs, what the gate said. */
export function modelCard(model: ModelVersion, champion: ModelAlias | null, page: Page): string {
  const { style } = page
  const isChampion = champion?.version === model.version
  return [
    `${style.bold(model.project)} ${style.bold(model.version)} ${isChampion ? style.green(`champion of ${champion.env}`) : ''}`.trimEnd(),
    '',
    facts(originOf(model), style),
    '',
    leaderboardText(model, page),
    '',
    metricsText(model, page),
    '',
    confusionText(model, page),
    '',
    gateText(model, page),
  ].join('\n')
}

const originOf = (model: ModelVersion): readonly (readonly [string, string | undefined])[] => [
  ['algorithm', `${model.algorithm} ${parametersOf(model.parameters)}`],
  ['classes', model.classes.map(({ value, name }) => `${value} ${name}`).join(', ')],
  ['features', `${model.feature_model} ${shortId(model.feature_version)}`],
  [
    'encoder',
    model.encoder === null ? 'none' : `${model.encoder.name} ${shortId(model.encoder.version)}`,
  ],
  [
    'rows',
    `${count(model.rows.train)} train, ${count(model.rows.validation)} validation, ${count(model.rows.test)} test; fitted on ${count(model.rows.fitted)}`,
  ],
  ['graph', `${model.model.key} (${bytes(model.model.bytes)})`],
  [
    'ONNX check',
    `${counted(model.agreement.rows, 'row')} scored by both engines, largest difference ${model.agreement.largest_difference.toExponential(1)}`,
  ],
  ['retrained from', model.retrained_from === null ? undefined : shortId(model.retrained_from)],
  ['made', `${minute(model.created_at)} UTC in run ${model.run_id}, environment ${model.env}`],
]

export const parametersOf = (parameters: ModelVersion['parameters']): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

/** Every candidate on the validation split, best first, with the baseline at the end. */
export function leaderboardText(model: ModelVersion, page: Page): string {
  const right = (title: string) => ({ title, align: 'right' as const })
  const candidates = model.leaderboard.filter(({ algorithm }) => algorithm !== 'majority')
  const rows = candidates.map(({ algorithm, parameters, cross_validation, validation }) => [
    algorithm === model.algorithm && parametersOf(parameters) === parametersOf(model.parameters)
      ? '▸'
      : '',
    algorithm,
    parametersOf(parameters),
    cross_validation === null ? '–' : score(cross_validation),
    score(validation.f1_macro),
    score(validation.f1_weighted),
    score(validation.accuracy),
  ])
  const { validation } = model.baseline
  rows.push([
    '',
    'majority (baseline)',
    '',
    '–',
    score(validation.f1_macro),
    score(validation.f1_weighted),
    score(validation.accuracy),
  ])
  return table(
    [
      { title: '' },
      { title: 'candidate' },
      { title: 'parameters' },
      right(`${model.selected_by} folds`),
      right('F1 macro'),
      right('F1 weighted'),
      right('accuracy'),
    ],
    rows,
    page,
  )
}

function metricsText(model: ModelVersion, page: Page): string {
  const right = (title: string) => ({ title, align: 'right' as const })
  const line = (name: string, metrics: SplitMetrics) => [
    name,
    count(metrics.rows),
    score(metrics.accuracy),
    score(metrics.f1_macro),
    score(metrics.f1_weighted),
    score(metrics.log_loss),
    score(metrics.calibration_error),
    ...metrics.per_class.map(({ f1 }) => score(f1)),
  ]
  return table(
    [
      { title: 'split' },
      ...['rows', 'accuracy', 'F1 macro', 'F1 weighted', 'log loss', 'calibration'].map(right),
      ...model.classes.map(({ name }) => right(`F1 ${name}`)),
    ],
    [
      line('train', model.metrics.train),
      line('validation', model.metrics.validation),
      line('test', model.metrics.test),
      line('test, baseline', model.baseline.test),
    ],
    page,
  )
}

function confusionText({ classes, metrics }: ModelVersion, page: Page): string {
  const columns = [
    { title: 'test: true ↓ predicted →' },
    ...classes.map(({ name }) => ({ title: name, align: 'right' as const })),
  ]
  const rows = metrics.test.confusion.map((row, i) => [classes[i].name, ...row.map(count)])
  return table(columns, rows, page)
}

export function gateText({ gate }: ModelVersion, { style }: Page): string {
  const title = gate.passed ? style.green('Gate passed') : style.red('Gate not passed')
  const checks = gate.checks.map(
    ({ passed, message }) => `  ${passed ? style.green('✓') : style.red('✗')} ${message}`,
  )
  return [title, ...checks].join('\n')
}
