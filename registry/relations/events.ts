import type { AuditEvent } from '../../contracts/records/event.ts'
import { changeOf, listEvents } from '../events.ts'
import { defineRelation } from './define.ts'

export const eventsRelation = defineRelation<AuditEvent>(
  'events',
  'One row per audit event: a change to the lake, who made it and why.',
  async (store, project) =>
    (await listEvents(store)).filter(
      (event) => project === undefined || changeOf(event).project === project,
    ),
  ({ text, time, json }) => [
    time('event_time', 'When, UTC.', (event) => event.eventTime),
    text('event_type', 'START, COMPLETE, FAIL or OTHER.', (event) => event.eventType),
    text('project', 'Project.', (event) => changeOf(event).project),
    text('job', 'What changed, as in environment.prod.', (event) => event.job.name),
    text('run_id', 'Run that made the change.', (event) => changeOf(event).run_id),
    text('who', 'Who made the change.', (event) => changeOf(event).who),
    text('why', 'Why.', (event) => changeOf(event).why),
    json('inputs', 'What it was made from, as OpenLineage JSON.', (event) => event.inputs),
    json('outputs', 'What it made, as OpenLineage JSON.', (event) => event.outputs),
  ],
)
