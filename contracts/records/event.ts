import { z } from 'zod'

const dataset = z.object({
  namespace: z.string(),
  name: z.string(),
  facets: z.record(z.string(), z.unknown()).optional(),
})

/** A change to the lake, in the form of an OpenLineage 2-0-2 run event. Who and why stand in a facet of the run. */
export const auditEvent = z.object({
  eventType: z.enum(['START', 'COMPLETE', 'FAIL', 'OTHER']),
  eventTime: z.string(),
  producer: z.string(),
  schemaURL: z.string(),
  run: z.object({ runId: z.string(), facets: z.record(z.string(), z.unknown()) }),
  job: z.object({ namespace: z.string(), name: z.string() }),
  inputs: z.array(dataset),
  outputs: z.array(dataset),
})
export type AuditEvent = z.infer<typeof auditEvent>
