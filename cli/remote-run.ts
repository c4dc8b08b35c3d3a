import { ProductError } from '../contracts/errors/product-error.ts'
import type { Answer, CommandContext, Options, Page, Pipeline } from './command.ts'
import { text } from './command.ts'

type RemoteRun = Awaited<ReturnType<Pipeline['runRemotely']>>

/** Asks the state machine for what the command would do here. */
export async function askRemotely(
  { platform, pipeline }: CommandContext,
  command: 'run' | 'train' | 'score' | 'retrain',
  project: string,
  options: Options,
): Promise<Answer> {
  for (const name of ['runId', 'runDate'])
    if (options[name] !== undefined) throw givenByExecution(name === 'runId' ? 'id' : 'date')
  const asked = await pipeline.runRemotely(platform, {
    ...{ project, command, all: options['all'] === true },
    ...{ from: text(options, 'from'), to: text(options, 'to') },
  })
  return { value: asked, text: (page) => askedText(asked, page) }
}

const givenByExecution = (what: string) =>
  new ProductError('COMMAND_USAGE', {
    message: `--run-${what} cannot be given with --remote: a run on AWS takes its ${what} from its execution. Nothing was started.`,
  })

function askedText({ wish, run_id, project, steps, console }: RemoteRun, { style }: Page): string {
  const what = {
    begins: `${style.green('✓')} run ${style.bold(run_id)} was started`,
    joins: `${style.green('✓')} run ${style.bold(run_id)} was about to begin and does this too`,
    waits: `${style.green('✓')} run ${style.bold(run_id)} is under way; the next run does this as soon as it ends`,
  }[wish]
  return [
    `${what}: ${steps.join(' → ')}`,
    ...(console === null ? [] : [`Watch the execution: ${console}`]),
    style.dim(`Next: millrace runs ${project} --remote, then millrace runs ${project}`),
  ].join('\n')
}
