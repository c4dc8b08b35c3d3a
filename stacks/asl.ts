import { transientErrors } from '../contracts/transient-errors.ts'

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json }

/** A state, in the words of Amazon States Language. */
export type State = { readonly Type: string } & { readonly [field: string]: Json }

const backoff = { IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 60, JitterStrategy: 'FULL' }

/** What may be gone at the next attempt: of Lambda and ECS themselves, and of ours. */
export const transient = {
  ErrorEquals: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.TooManyRequestsException',
    'ECS.ServerException',
    'ECS.ThrottlingException',
    ...transientErrors,
  ],
  MaxAttempts: 6,
  ...backoff,
}

/** What was cut off may have been at its last write: steps go on where they stopped, so one more attempt is safe. */
export const uncertain = {
  ErrorEquals: ['States.Timeout', 'Sandbox.Timedout', 'Runtime.ExitError', 'Lambda.Unknown'],
  MaxAttempts: 1,
  ...backoff,
}

/** A run whose turn is over ends without a word: another one does its work. */
export const superseded = {
  ErrorEquals: ['REGISTRY_RUN_SUPERSEDED'],
  ResultPath: '$.error',
  Next: 'Superseded',
}
