import { approvalEvent } from '../contracts/events.ts'
import { performApprovalEvent } from '../pipeline/index.ts'
import { serve } from './frame.ts'

/** Keeps the question whether a model may score, and lets it lapse. */
export const handler = serve(approvalEvent, ({ platform }, event) =>
  performApprovalEvent(platform, event),
)
