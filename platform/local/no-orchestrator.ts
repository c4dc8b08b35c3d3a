import { ProductError } from '../../contracts/errors/product-error.ts'
import type { Orchestrator } from '../../contracts/ports/orchestrator.ts'

/** Where no state machine was named: everything is performed here, and whoever asks for more is told so. */
export class NoOrchestrator implements Orchestrator {
  start(): Promise<never> {
    return Promise.reject(none())
  }
  standing(): Promise<never> {
    return Promise.reject(none())
  }
  describe(): Promise<never> {
    return Promise.reject(none())
  }
  running(): Promise<never> {
    return Promise.reject(none())
  }
  answer(): Promise<never> {
    return Promise.reject(none())
  }
  beat(): Promise<never> {
    return Promise.reject(none())
  }
}

const none = () =>
  new ProductError('ORCHESTRATOR_NONE', {
    message:
      'Nothing performs runs away from this machine: MILLRACE_STATE_MACHINE is not set. Nothing was started.',
  })
