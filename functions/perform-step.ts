import { ProductError } from '../contracts/errors/product-error.ts'
import { stepEvent } from '../contracts/events.ts'
import type { StepName } from '../contracts/records/run.ts'
import { performMetered } from '../pipeline/index.ts'
import { serve } from './frame.ts'

/** The function of some steps: performs the part that its event names, and publishes what is measured of it. */
export const performStep = (...steps: readonly StepName[]) =>
  serve(stepEvent, async ({ platform, meter }, event) => {
    if (!steps.includes(event.step)) throw otherStep(event.step, steps)
    return performMetered(platform, meter, event)
  })

const otherStep = (step: StepName, steps: readonly StepName[]) =>
  new ProductError('FUNCTION_EVENT_INVALID', {
    message: `The event asks for step "${step}", but this function performs ${steps.join(' and ')}. Nothing was changed.`,
  })
