import { runEvent } from '../contracts/events.ts'
import { performRunMetered } from '../pipeline/index.ts'
import { serve } from './frame.ts'

/** Begins the run of a generation, and ends it, well or not. */
export const handler = serve(runEvent, ({ platform, meter }, event) =>
  performRunMetered(platform, meter, event),
)
