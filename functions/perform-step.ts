import { ProductError } from '../contracts/errors/product-error.ts'
import { stepEvent } from '../contracts/events.ts'
import type { StepName } from '../contracts/records/run.ts'
import { measureStep, performEvent } from '../pipeline/index.ts'
import { serve } from './frame.ts'

/** The function of some steps: performs the part that its event names, and publishes what is measured of it. */
export const performStep = (...steps: readonly StepName[]) =>
  serve(stepEvent, async ({ platform, meter }, event) => {
    const { project, step } = event
    if (!steps.includes(step)) throw otherStep(step, steps)
    const dimensions = { project, step }
    try {
      const result = await performEvent(platform, event)
      meter.publish({ StepFailed: 0, ...(await measureStep(platform, event, result)) }, dimensions)
      return result
    } catch (error) {
      meter.publish({ StepFailed: 1 }, dimensions)
      throw error
    }
  })

const otherStep = (step: StepName, steps: readonly StepName[]) =>
  new ProductError('FUNCTION_EVENT_INVALID', {
    message: `The event asks for step "${step}", but this function performs ${steps.join(' and ')}. Nothing was changed.`,
  })
