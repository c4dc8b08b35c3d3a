import { noticeEvent } from '../contracts/events.ts'
import { noticeOf } from '../pipeline/index.ts'
import { serve } from './frame.ts'

/** Tells people what became of a run; the same thing once, however often it is asked. */
export const handler = serve(noticeEvent, async (call, event) => {
  const { platform, notifier } = call
  const notice = noticeOf(platform, event)
  const { kind, project, run_id } = event
  return call.once('notify', { kind, project, run_id, text: notice.text }, async () => {
    await notifier.send(notice)
    return { subject: notice.subject }
  })
})
