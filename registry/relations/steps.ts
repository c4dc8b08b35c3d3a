import type { RunStepRecord } from '../../contracts/records/run.ts'
import { listAllSteps } from '../run-list.ts'
import { defineRelation } from './define.ts'

export const stepsRelation = defineRelation<RunStepRecord>(
  'steps',
  'One row per finished step of a run.',
  listAllSteps,
  ({ text, number, time, json }) => [
    text('project', 'Project that was run.', (step) => step.project),
    text('run_id', 'The run.', (step) => step.run_id),
    text('step', 'Name of the step.', (step) => step.step),
    number('seconds', 'Seconds it took.', (step) => step.seconds),
    json('output', 'What it made, as JSON: versions, counts, verdicts.', (step) => step.output),
    time('finished_at', 'When it was done, UTC.', (step) => step.finished_at),
  ],
)
