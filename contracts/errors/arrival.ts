import { defineErrors } from './define.ts'

export const arrivalErrors = defineErrors({
  ARRIVAL_MESSAGE_INVALID: {
    title: 'A message about an arrival cannot be understood.',
    hint: 'Look at the message in the dead-letter queue; the rule of the bucket sends only changes below landing/ of the lake.',
    exit: 2,
  },
  FUNCTION_EVENT_INVALID: {
    title: 'The event of a function cannot be understood.',
    hint: 'Hand over the event that docs/aws/functions.md describes.',
    exit: 2,
  },
  FUNCTION_NOT_CONFIGURED: {
    title: 'A function lacks an environment variable.',
    hint: 'Deploy the stack again; it sets every variable a function reads.',
    exit: 2,
  },
})
