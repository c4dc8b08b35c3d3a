import type { ScheduledEvent } from '../contracts/arrival-events.ts'
import type { Settings } from './settings.ts'

export interface Schedule {
  readonly name: string
  readonly expression: string
  readonly event: ScheduledEvent
}

/** What happens without anybody asking, per project. All of it goes through the queue of the project. */
export const schedulesOf = ({ projects, schedules }: Settings): readonly Schedule[] =>
  projects.flatMap((project): readonly Schedule[] => [
    {
      name: `${project}-retrain`,
      expression: schedules.retrain,
      event: {
        kind: 'schedule',
        project,
        command: 'retrain',
        scope: 'all',
        why: 'the weekly retraining',
      },
    },
    {
      name: `${project}-score`,
      expression: schedules.score,
      event: {
        kind: 'schedule',
        project,
        command: 'score',
        scope: 'new',
        why: 'the nightly scoring',
      },
    },
    {
      name: `${project}-reconcile`,
      expression: schedules.reconcile,
      event: { kind: 'reconcile', project },
    },
  ])
