import type { RunReport, StepOutputs } from '../../pipeline/index.ts'
import type { Page } from '../command.ts'
import { count, counted, duration, percent } from '../format/numbers.ts'
import { table } from '../format/table.ts'
import { shortId } from './short-id.ts'

/** What a run did, a line a step, and what to do next. */
export function runReportText(report: RunReport, page: Page): string {
  const { style } = page
  const done = report.status === 'done'
  const state = report.repeated
    ? 'was done before; nothing was changed'
    : `${report.status} in ${duration(report.seconds)}`
  const title = `${style.bold(report.project)} ${done ? style.green('✓') : style.red('✗')} ${state}`
  const origin = style.dim(`run ${report.run_id} of ${report.run_date}, environment ${report.env}`)
  const steps = table(
    [{ title: 'step' }, { title: 'time', align: 'right' }, { title: 'result', least: 30 }],
    report.steps.map(({ step, seconds, resumed }) => [
      step,
      resumed ? 'earlier' : duration(seconds),
      stepResult(step, report.outputs),
    ]),
    { ...page, width: Number.MAX_SAFE_INTEGER },
  )
  const message = done ? [] : ['', style.yellow(report.message)]
  return [
    title,
    origin,
    '',
    steps,
    ...message,
    ...layersText(report, page),
    ...nextText(report, page),
  ].join('\n')
}

function stepResult(step: keyof StepOutputs, outputs: RunReport['outputs']): string {
  switch (step) {
    case 'arrive':
      return arrived(outputs.arrive)
    case 'transform':
      return transformed(outputs.transform)
    case 'embed':
      return embedded(outputs.embed)
    case 'train':
      return trained(outputs.train)
    case 'retrain':
      return retrained(outputs.retrain)
    case 'register':
      return registered(outputs.register)
    case 'score':
      return scored(outputs.score)
    case 'monitor':
      return monitored(outputs.monitor)
  }
}

const arrived = (output: StepOutputs['arrive'] | undefined) =>
  output === undefined
    ? ''
    : `${counted(Object.keys(output.sources).length, 'source')}: ${counted(output.accepted, 'row')}, ${count(output.rejected)} in quarantine`

function transformed(output: StepOutputs['transform'] | undefined): string {
  if (output === undefined) return ''
  const models = output.layers.reduce((sum, layer) => sum + layer.models, 0)
  const built = output.layers.reduce((sum, layer) => sum + layer.built, 0)
  const { passed, warned } = output.tests
  const warnings = warned === 0 ? '' : `, ${counted(warned, 'warning')} (see \`millrace test\`)`
  return `${counted(models, 'model')}, ${count(built)} built now; ${counted(passed, 'test')} passed${warnings}`
}

function embedded(output: StepOutputs['embed'] | undefined): string {
  if (output === undefined) return ''
  if (output.encoder === null) return 'no text encoder is declared'
  const { name, version } = output.encoder
  return `${counted(output.texts, 'text')}, ${count(output.embedded)} new; encoder ${name} ${shortId(version)}`
}

const trained = (output: StepOutputs['train'] | undefined) =>
  output === undefined
    ? ''
    : `model ${shortId(output.model_version)}${output.reused ? ', trained before on the same rows' : ''}`

const retrained = (output: StepOutputs['retrain'] | undefined) =>
  output === undefined
    ? ''
    : `model ${shortId(output.model_version)} with the settings of ${shortId(output.from)}${output.reused ? ', trained before on the same rows' : ''}`

function registered(output: StepOutputs['register'] | undefined): string {
  if (output === undefined) return ''
  if (!output.passed) return 'did not pass the gate, kept aside'
  return output.champion === output.model_version
    ? 'passed the gate; it is the champion'
    : 'passed the gate; waits for approval'
}

function scored(output: StepOutputs['score'] | undefined): string {
  if (output === undefined) return ''
  if (output.rows === 0) return output.note ?? 'no rows'
  const classes = output.classes
    .map(({ name, rows }) => `${name} ${percent(rows / output.rows)}`)
    .join(', ')
  return `${counted(output.rows, 'row')}: ${classes}; ${count(output.needs_review)} ask for review`
}

function monitored(output: StepOutputs['monitor'] | undefined): string {
  if (output === undefined) return ''
  const { verdict, reasons } = output
  if (verdict === null) return 'nothing was scored, so there was nothing to watch'
  return verdict === 'fine' ? 'fine' : `${verdict}: ${counted(reasons.length, 'finding')}`
}

const isBuild = ({ steps }: RunReport) => steps.at(-1)?.step === 'transform'

/** Rows and times by layer, when there is something new to tell. */
function layersText(report: RunReport, page: Page): string[] {
  const { layers = [] } = report.outputs.transform ?? {}
  const isNews = isBuild(report) || layers.some(({ built }) => built > 0)
  if (layers.length === 0 || !isNews) return []
  const columns = [
    { title: 'layer' },
    ...['models', 'built now', 'rows of tables', 'time'].map((title) => ({
      title,
      align: 'right' as const,
    })),
  ]
  const rows = layers.map((layer) => [
    layer.layer,
    count(layer.models),
    count(layer.built),
    count(layer.rows),
    duration(layer.seconds),
  ])
  return ['', table(columns, rows, page)]
}

function nextText(report: RunReport, { style }: Page): string[] {
  const { project, outputs, status } = report
  const steps: string[] = []
  const { register, score, monitor } = outputs
  if (register !== undefined && !register.passed)
    steps.push(`millrace models show ${project} ${shortId(register.model_version)}`)
  if (register?.passed && register.champion !== register.model_version) {
    steps.push(`millrace models approve ${project} ${shortId(register.model_version)}`)
  }
  if (score !== undefined && score.rows > 0) steps.push(`millrace predictions ${project}`)
  if (monitor?.verdict === 'look' || monitor?.verdict === 'retrain')
    steps.push(`millrace monitor ${project}`)
  if (monitor?.verdict === 'retrain') steps.push(`millrace retrain ${project}`)
  if (isBuild(report) && status === 'done') steps.push(`millrace ls ${project}`)
  return steps.length === 0 ? [] : ['', ...steps.map((step) => style.dim(`Next: ${step}`))]
}
