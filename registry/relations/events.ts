import { z } from 'zod'
import type { AuditEvent } from '../../contracts/records/event.ts'
import { listEvents } from '../events.ts'
import { defineRelation } from './define.ts'

const changeFacet = z.looseObject({
  who: z.string(),
  why: z.string(),
  run_id: z.string().nullable(),
})

const facetOf = (event: AuditEvent) =>
  changeFacet.safeParse(event.run.facets['millrace_change']).data
const projectOf = (event: AuditEvent) => event.job.namespace.replace(/^millrace\//, '')

export const eventsRelation = defineRelation<AuditEvent>(
  'events',
  'One row per audit event: a change to the lake, who made it and why.',
  async (store, project) =>
    (await listEvents(store)).filter(
      (event) => project === undefined || projectOf(event) === project,
    ),
  ({ text, time, json }) => [
    time('event_time', 'When, UTC.', (event) => event.eventTime),
    text('event_type', 'START, COMPLETE, FAIL or OTHER.', (event) => event.eventType),
    text('project', 'Project.', projectOf),
    text('job', 'What changed, as in environment.prod.', (event) => event.job.name),
    text('run_id', 'Run that made the change.', (event) => facetOf(event)?.run_id),
    text('who', 'Who made the change.', (event) => facetOf(event)?.who),
    text('why', 'Why.', (event) => facetOf(event)?.why),
    json('inputs', 'What it was made from, as OpenLineage JSON.', (event) => event.inputs),
    json('outputs', 'What it made, as OpenLineage JSON.', (event) => event.outputs),
  ],
)
