import { ProductError } from '../contracts/errors/product-error.ts'
import type { StepEvent } from '../contracts/events.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { StepName } from '../contracts/records/run.ts'
import { requireTurn } from './perform-run-event.ts'
import type { RunContext, SharedWork, StepOutputs } from './run-context.ts'
import { contextOfRun } from './run-in-parts.ts'
import { type PerformedStep, performStep } from './run-steps.ts'
import { stepBytes } from './step-size.ts'
import { stepNamed } from './steps.ts'

/** What a step's function answers: small JSON, never data. */
export type StepAnswer =
  | { readonly part: 'size'; readonly bytes: number }
  | { readonly part: 'plan'; readonly shards: number; readonly list: string }
  | { readonly part: 'shard'; readonly shard: number; readonly rows: number }
  | {
      readonly part: 'whole'
      readonly step: StepName
      readonly seconds: number
      readonly resumed: boolean
      /** What a later decision hangs on: of `register` refused, approved or waits; of `monitor` its verdict. */
      readonly verdict: string
      readonly output: StepOutputs[StepName]
    }

/** Performs what an event asks of a step: all of it, or a part. Asked again, it answers the same. */
export async function performEvent(platform: Platform, event: StepEvent): Promise<StepAnswer> {
  const { project, run_id, step, scope, part, generation } = event
  if (generation !== undefined && part !== 'shard')
    await requireTurn(platform, { project, run_id, generation })
  const context = await contextOfRun(platform, { project, run_id, scope })
  if (part === 'size') return { part, bytes: await sizeUnlessDone(context, step) }
  if (part === 'plan') return { part, ...(await sharedWork(step).plan(context)) }
  if (part === 'shard') {
    const shard = shardNumber(event)
    return { part, shard, ...(await sharedWork(step).perform(context, shard)) }
  }
  const work = part === 'finish' ? sharedWork(step).finish : undefined
  return answerOf(await performStep(context, step, work))
}

/** A step that is done is only looked up, so that it is nothing to a function. */
const sizeUnlessDone = async (context: RunContext, step: StepName): Promise<number> =>
  context.outputs[step] === undefined ? stepBytes(context, step) : 0

function sharedWork(step: StepName): SharedWork {
  const { shared } = stepNamed(step)
  if (shared !== undefined) return shared
  throw new ProductError('COMMAND_USAGE', {
    message: `Step "${step}" is not cut into shards. Nothing was done.`,
  })
}

function shardNumber({ shard, step }: StepEvent): number {
  if (shard !== undefined) return shard
  throw new ProductError('COMMAND_USAGE', {
    message: `The event of a shard of step "${step}" does not give its number. Nothing was done.`,
  })
}

const answerOf = ({ step, seconds, resumed, output }: PerformedStep): StepAnswer => ({
  part: 'whole',
  step,
  seconds: Number(seconds.toFixed(3)),
  resumed,
  verdict: verdictOf(step, output),
  output,
})

function verdictOf(step: StepName, output: StepOutputs[StepName]): string {
  if (step === 'register') return registerVerdict(output as StepOutputs['register'])
  if (step === 'monitor') return (output as StepOutputs['monitor']).verdict ?? 'none'
  return 'none'
}

const registerVerdict = ({ passed, champion, model_version }: StepOutputs['register']): string => {
  if (!passed) return 'refused'
  return champion === model_version ? 'approved' : 'waits'
}
