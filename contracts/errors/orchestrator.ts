import { defineErrors } from './define.ts'

export const orchestratorErrors = defineErrors({
  ORCHESTRATOR_NONE: {
    title: 'There is no state machine to perform runs.',
    hint: 'Deploy with `sst deploy` and set MILLRACE_STATE_MACHINE to the ARN that it prints; or leave out --remote.',
    exit: 2,
  },
  ORCHESTRATOR_FAILED: {
    title: 'The state machine could not be asked.',
    hint: 'Check your AWS sign-in and MILLRACE_STATE_MACHINE, and try again: what was wanted is kept.',
    exit: 2,
  },
})
