import type { StepName } from '../contracts/records/run.ts'
import { arriveStep } from './arrive-step.ts'
import { embedStep } from './embed.ts'
import { monitorStep } from './monitor-step.ts'
import { registerStep } from './register.ts'
import { retrainStep } from './retrain.ts'
import type { Step } from './run-context.ts'
import { scoreStep } from './score.ts'
import { trainStep } from './train.ts'
import { transformStep } from './transform.ts'

/** The pipeline, in order. `retrain` stands in the place of `train` when a retraining is asked for. */
export const steps = [
  arriveStep,
  transformStep,
  embedStep,
  trainStep,
  retrainStep,
  registerStep,
  scoreStep,
  monitorStep,
] as const satisfies readonly Step[]

/** Steps of each command. */
export const stepsOf = {
  build: ['arrive', 'transform'],
  train: ['arrive', 'transform', 'embed', 'train', 'register'],
  score: ['arrive', 'transform', 'embed', 'score', 'monitor'],
  run: ['arrive', 'transform', 'embed', 'train', 'register', 'score', 'monitor'],
  retrain: ['arrive', 'transform', 'embed', 'retrain', 'register'],
} as const satisfies Record<string, readonly StepName[]>

/** The steps with these names, in the pipeline's order. */
export const stepsNamed = (names: readonly StepName[]): readonly Step[] =>
  steps.filter((step) => names.includes(step.name))

/** The step of a name. */
export const stepNamed = (name: StepName): Step => stepsNamed([name])[0]

/** Every step there is, in order, for those who arrange them elsewhere. `shared`: its work is cut into shards. */
export const pipelineSteps: readonly { readonly name: StepName; readonly shared: boolean }[] =
  steps.map(({ name, ...step }: Step) => ({ name, shared: step.shared !== undefined }))
