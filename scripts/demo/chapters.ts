import { join } from 'node:path'
import { count, counted, duration, score as figure, percent } from '../../cli/format/numbers.ts'
import { table } from '../../cli/format/table.ts'
import { truncate, wrap } from '../../cli/format/width.ts'
import { gateText, leaderboardText } from '../../cli/views/model-card.ts'
import { shortId } from '../../cli/views/short-id.ts'
import {
  ingestFiles,
  monitorProject,
  type RunReport,
  runProject,
  runSql,
  scoreProject,
  showModelVersion,
  testProject,
  traceKey,
} from '../../pipeline/index.ts'
import { type SampleFile, writeDelivery } from '../generate-reviews.ts'
import { heading, indent, type Stage } from './stage.ts'

const project = 'reviews'
const right = (title: string) => ({ title, align: 'right' as const })

/** Files land; what does not fit the declared columns goes to quarantine. */
export async function deliver(
  stage: Stage,
  number: number,
  title: string,
  files: readonly SampleFile[],
): Promise<void> {
  heading(stage, number, title)
  const { platform, page, say } = stage
  const paths = await writeDelivery(files, join(stage.folder, `delivery-${number === 1 ? 1 : 2}`))
  const rejects: string[][] = []
  const rows: string[][] = []
  for (const [source, path] of paths) {
    const { files: taken } = await ingestFiles(platform, { project, source, paths: [path] })
    for (const file of taken) {
      rows.push([source, file.name, file.format ?? '', count(file.accepted), count(file.rejected)])
      for (const { code, column, count: times, example } of file.reasons) {
        rejects.push([count(times), file.name, column ?? '', code, example])
      }
    }
  }
  say(
    indent(
      table(
        [
          { title: 'source' },
          { title: 'file' },
          { title: 'format' },
          right('rows'),
          right('quarantined'),
        ],
        rows,
        page,
      ),
    ),
  )
  if (rejects.length === 0) return
  say(`\n   In quarantine, with the line each came from:\n`)
  say(
    indent(
      table(
        [
          right('rows'),
          { title: 'file' },
          { title: 'column' },
          { title: 'reason' },
          { title: 'for example', least: 20 },
        ],
        rejects,
        { ...page, width: page.width - 3 },
      ),
    ),
  )
}

/** One run over everything: models and tests, vectors, classifier, gate, predictions, watch. */
export async function learn(stage: Stage): Promise<void> {
  heading(stage, 2, 'One command carries them to watched predictions: npx millrace run reviews')
  const { platform, page, say } = stage
  const report = await runProject(platform, { project })
  say(indent(layersTable(report, stage)))
  const { passed, failed, warned } = await testProject(platform, { project })
  const { embed, score } = report.outputs
  say(
    indent(
      [
        '',
        `Data tests: ${count(passed)} passed, ${count(failed)} failed, ${counted(warned, 'warning')}. Nothing is published unless they hold.`,
        `Text: ${counted(embed?.texts ?? 0, 'text')} turned into vectors by the ${embed?.encoder?.name} encoder, fitted on the training rows; no download.`,
        `Time: ${report.steps.map(({ step, seconds }) => `${step} ${duration(seconds)}`).join(', ')}.`,
      ].join('\n'),
    ),
  )

  heading(stage, 3, 'What the model is worth')
  const { model } = await showModelVersion(platform, { project, version: 'champion' })
  const { test } = model.metrics
  say(indent(leaderboardText(model, { ...page, width: page.width - 3 })))
  say(
    indent(
      [
        '',
        `On ${counted(test.rows, 'review')} it never saw: F1 macro ${page.style.bold(figure(test.f1_macro))}; always answering "positive" reaches ${figure(model.baseline.test.f1_macro)}.`,
        gateText(model, page),
        `Approval is automatic in pipeline.yml, so version ${shortId(model.version)} became the champion and scored ${counted(score?.rows ?? 0, 'review')}.`,
      ].join('\n'),
    ),
  )
}

function layersTable({ outputs }: RunReport, { page }: Stage): string {
  const source = Object.keys(outputs.arrive?.sources ?? {}).length
  const rows = [
    ['source', count(source), count(outputs.arrive?.accepted ?? 0), ''],
    ...(outputs.transform?.layers ?? []).map((layer) => [
      layer.layer,
      count(layer.models),
      layer.rows === 0 ? 'views' : count(layer.rows),
      duration(layer.seconds),
    ]),
  ]
  return table([{ title: 'layer' }, right('tables'), right('rows'), right('time')], rows, page)
}

/** The champion scores what is new, and the watch compares it with the training data. Gives the run's id. */
export async function score(stage: Stage): Promise<string> {
  heading(stage, 5, 'The champion scores only what is new: npx millrace score reviews')
  const { platform, page, say } = stage
  const report = await scoreProject(platform, { project })
  const watch = await monitorProject(platform, { project, runId: report.run_id })
  const classes = watch.classes.map(({ name, share, reference }) => [
    name,
    percent(share),
    percent(reference),
  ])
  say(indent(table([{ title: 'predicted' }, right('share'), right('at training')], classes, page)))
  const paint = { fine: page.style.green, look: page.style.yellow, retrain: page.style.red }[
    watch.verdict
  ]
  const weighty = watch.reasons.filter(({ verdict }) => verdict !== 'fine')
  const reasons = weighty.slice(0, 3).flatMap(({ message }) => bullet(message, page.width - 8))
  say(
    indent(
      [
        '',
        `${counted(watch.rows, 'review')} in ${duration(report.seconds)}; ${count(watch.needs_review)} are less than 70 % sure and ask for a person.`,
        await hitsText(stage, report.run_id),
        '',
        `The watch says ${paint(page.style.bold(watch.verdict))}${weighty.length > 0 ? ', because' : '.'}`,
        ...reasons,
      ].join('\n'),
    ),
  )
  return report.run_id
}

const bullet = (text: string, width: number) =>
  wrap(text, Math.min(width, 110)).map((line, i) => `${i === 0 ? '  - ' : '    '}${line}`)

/** Most of the second delivery came with stars, which the champion had never seen. */
async function hitsText({ platform, page }: Stage, runId: string): Promise<string> {
  const { rows } = await runSql(platform, {
    sql: `select count(*) as rated, count(*) filter (where label = cast(sentiment as varchar)) as hits
          from predictions inner join feat_reviews using (review_id)
          where run_id = '${runId}' and sentiment is not null`,
  })
  const [{ rated, hits }] = rows
  return `${count(Number(rated))} of them came with stars: the prediction is right for ${page.style.bold(percent(Number(hits) / Number(rated)))}. The others have only the prediction.`
}

/** Three predictions, and one of them followed back to its line. */
export async function traceOne(stage: Stage, runId: string): Promise<void> {
  heading(stage, 6, 'Every prediction leads back to a line in a file')
  const { platform, page, say } = stage
  const { rows } = await runSql(platform, { sql: threePredictions(runId) })
  const width = page.width - 3
  say(
    indent(
      table(
        [
          { title: 'review_id', least: 22 },
          { title: 'text', least: 30 },
          { title: 'predicted' },
          right('probability'),
          right('stars'),
        ],
        rows.map((row) => [
          String(row['review_id']),
          String(row['text']),
          String(row['label_name']),
          percent(Number(row['probability'])),
          row['stars'] === null ? 'none' : String(row['stars']),
        ]),
        { ...page, width },
      ),
    ),
  )
  const key = String(rows[0]['review_id'])
  say(
    indent(
      `\n${page.style.cyan(`npx millrace trace reviews ${key}`)} prints all of it; in short:\n`,
    ),
  )
  say(indent(await wayText(stage, key)))
}

/** The surest negative one, the surest positive one of some length, and the least sure. */
const threePredictions = (runId: string) => `
  with scored as (
      select review_id, text, label_name, probability, stars
      from predictions inner join feat_reviews using (review_id)
      inner join pri_reviews using (review_id, text)
      where run_id = '${runId}' and length(text) > 60
  )
  (from scored where label_name = 'negative' order by probability desc, review_id limit 1)
  union all
  (from scored where label_name = 'positive' order by probability desc, review_id limit 1)
  union all
  (from scored order by probability, review_id limit 1)`

async function wayText({ platform, page }: Stage, key: string): Promise<string> {
  const { tables, model, prediction } = await traceKey(platform, { project, key })
  const { style } = page
  const own = tables.filter(({ found_by }) => found_by !== null && 'review_id' in found_by)
  const file = own[0]?.files[0]
  const steps = own
    .filter(({ layer }) => layer !== 'source')
    .map(
      ({ layer, relation, version }) =>
        `${layer.padEnd(12)}  ${relation.padEnd(26)} ${style.dim(`version ${shortId(version)}`)}`,
    )
  return [
    `${'file'.padEnd(12)}  ${style.green(`${file?.name}:${file?.row}`)}`,
    `${' '.repeat(12)}  ${style.dim(truncate(file?.text ?? '', page.width - 18))}`,
    ...steps,
    `${'model'.padEnd(12)}  ${model?.algorithm.padEnd(26)} ${style.dim(`version ${shortId(model?.version ?? '')}, F1 macro ${figure(model?.metrics.f1_macro ?? 0)} on test, approved by ${model?.approved?.who}`)}`,
    `${'prediction'.padEnd(12)}  ${String(prediction?.row['label_name']).padEnd(26)} ${style.dim(`${percent(Number(prediction?.row['probability']))} sure, in run ${prediction?.run_id}`)}`,
  ].join('\n')
}
