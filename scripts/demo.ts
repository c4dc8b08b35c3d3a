/**
 * The product in one minute: sample reviews land, are modelled, learned from, scored and watched; a second delivery follows.
 *
 *     npm run demo
 */
import { rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorText } from '../cli/errors.ts'
import { duration } from '../cli/format/numbers.ts'
import { barProgress } from '../cli/format/progress.ts'
import { pageFor } from '../cli/world.ts'
import { isProductError } from '../contracts/errors/product-error.ts'
import { type Progress, silentProgress } from '../contracts/ports/progress.ts'
import { compose, shippedProjects } from '../platform/compose.ts'
import { deliver, learn, score, traceOne } from './demo/chapters.ts'
import type { Stage } from './demo/stage.ts'
import { sampleDeliveries } from './generate-reviews.ts'

export interface DemoOptions {
  /** Emptied first; holds the sample files and the lake afterwards. */
  readonly folder: string
  /** The same folder as the reader would write it. */
  readonly shown: string
  readonly write: (text: string) => void
  readonly page: Stage['page']
  readonly progress?: Progress
  /** Reviews of the first delivery. @default 5000 */
  readonly reviews?: number
  /** Reviews of the second one. @default 600 */
  readonly second?: number
}

/** Tells the story and leaves a lake that every command works on. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { folder, shown, page, progress = silentProgress } = options
  const begun = performance.now()
  await rm(folder, { recursive: true, force: true })
  const platform = await compose({
    lake: join(folder, 'lake'),
    env: 'prod',
    projects: shippedProjects,
    progress,
  })
  const [first, second] = sampleDeliveries({ reviews: options.reviews, second: options.second })
  const stage: Stage = { platform, folder, page, say: (text) => options.write(`${text}\n`) }
  const { style } = page

  stage.say(
    `${style.bold('Millrace')} turns landed files into watched predictions. Everything below happens in ${style.cyan(shown)}.`,
  )
  await deliver(stage, 1, 'Two years of restaurant, salon and garage reviews land', first)
  await learn(stage)
  await deliver(stage, 4, 'Three months later, a second delivery lands', second)
  const runId = await score(stage)
  await traceOne(stage, runId)
  stage.say(nextSteps(shown, stage))
  stage.say(style.dim(`The demo took ${duration((performance.now() - begun) / 1000)}.`))
}

const nextSteps = (shown: string, { page: { style } }: Stage): string =>
  [
    '',
    style.bold('Now you'),
    '',
    ...[
      [`export MILLRACE_LAKE=${shown}/lake`, 'the lake that the demo made'],
      ['npx millrace ls reviews', 'every table, with its rows and version'],
      ['npx millrace predictions reviews --needs-review', 'what a person should decide'],
      ['npx millrace monitor reviews', 'what the watch found, in full'],
      ['npx millrace retrain reviews', 'the same settings, fitted on both deliveries'],
      ['npx millrace lineage champion', 'what the model was made from'],
      [
        'npx millrace sql "select label_name, count(*) from predictions group by all"',
        'your own questions',
      ],
      ['npx millrace --help', 'everything else'],
    ].map(([command, what]) => `  ${style.cyan(command)}\n      ${style.dim(what)}`),
    '',
    `The SQL models are in ${style.cyan('models_sql/reviews')}: change one, then ${style.cyan('npx millrace build reviews --env dev')} builds what differs.`,
  ].join('\n')

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const folder = join(root, '.millrace', 'demo')
  const page = pageFor(process.stdout, process.env)
  const errorPage = pageFor(process.stderr, process.env)
  const bars = barProgress(
    {
      write: (text) => void process.stderr.write(text),
      elapsed: () => performance.now() / 1000,
    },
    { style: errorPage.style, width: () => process.stderr.columns ?? 80 },
  )
  try {
    await runDemo({
      folder,
      shown: relative(process.cwd(), folder),
      page,
      write: (text) => void process.stdout.write(text),
      progress: process.stderr.isTTY ? bars : silentProgress,
    })
  } catch (error) {
    if (!isProductError(error)) throw error
    console.error(errorText(error, errorPage))
    process.exitCode = error.exit
  }
}
