import { defineErrors } from './define.ts'

export const noticeErrors = defineErrors({
  NOTICE_NOT_SENT: {
    title: 'People could not be told about a run.',
    hint: 'See that the topic exists, MILLRACE_TOPIC names it, and the role may publish to it.',
    exit: 2,
  },
})
