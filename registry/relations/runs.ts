import { listRuns, type RunSummary } from '../run-list.ts'
import { defineRelation } from './define.ts'

/** Without a clock a run that has not ended is neither running nor interrupted. */
const status = (run: RunSummary) => (run.finished_at === null ? 'open' : run.status)

export const runsRelation = defineRelation<RunSummary>(
  'runs',
  'One row per run, newest first.',
  (store, project) => listRuns(store, project, new Date(0)),
  ({ text, number, time }) => [
    text('project', 'Project that was run.', (run) => run.project),
    text('env', 'Environment that was read and moved.', (run) => run.env),
    text('run_id', 'Identity of the run.', (run) => run.run_id),
    text('run_date', 'Date the run stands for, YYYY-MM-DD.', (run) => run.run_date),
    text('command', 'Command that began it.', (run) => run.command),
    text('status', 'done, stopped, or open: begun and not ended.', status),
    text('steps', 'Finished steps, in order, parted by commas.', (run) => run.steps.join(', ')),
    number('seconds', 'Seconds that the finished steps took.', (run) => run.seconds),
    text('message', 'Why it ended.', (run) => run.message),
    text('who', 'Who began it.', (run) => run.who),
    time('started_at', 'When it began, UTC.', (run) => run.started_at),
    time('finished_at', 'When it ended, UTC.', (run) => run.finished_at),
    time('last_sign_at', 'Newest moment something was recorded of it.', (run) => run.last_sign_at),
  ],
)
