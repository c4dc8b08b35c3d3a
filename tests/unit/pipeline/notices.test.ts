import { expect, test } from 'vitest'
import { noticeEvent } from '../../../contracts/events.ts'
import { noticeOf } from '../../../pipeline/notices.ts'
import { MemoryObjectStore } from '../../fakes/memory-object-store.ts'

const at = { env: 'prod', store: new MemoryObjectStore() }
const about = { project: 'reviews', run_id: 'reviews-prod-20260302T060000Z-4' }
const notice = (event: object) => noticeOf(at, noticeEvent.parse({ ...about, ...event }))

test('of a run that failed people are told why, where, that nothing is lost, and what to do', () => {
  const Cause = JSON.stringify({
    errorType: 'SOURCE_LIMIT_EXCEEDED',
    errorMessage: '12 of 340 rows of reviews.csv were rejected. Mend the file.',
    trace: [],
  })
  const { subject, text, facts } = notice({
    kind: 'failed',
    error: { Error: 'SOURCE_LIMIT_EXCEEDED', Cause },
  })
  expect(subject).toBe('[millrace prod] A run of reviews stopped: SOURCE_LIMIT_EXCEEDED')
  expect(text).toContain('12 of 340 rows of reviews.csv were rejected. Mend the file.')
  expect(text).toContain('reviews-prod-20260302T060000Z-4')
  expect(text).toContain('memory://lake')
  expect(text).toContain('Nothing was lost')
  expect(text).toContain('millrace run reviews --remote')
  expect(facts).toEqual({ kind: 'failed', env: 'prod', ...about })
})

test('a cause that is no JSON is told as it is', () => {
  const { text } = notice({ kind: 'failed', error: { Error: 'States.Timeout', Cause: 'too slow' } })
  expect(text).toContain('too slow')
})

test('a model that waits is named in the command that approves it', () => {
  const { text, subject } = notice({ kind: 'approval_asked', model_version: '3fa95c' })
  expect(subject).toContain('waits for approval')
  expect(text).toContain('millrace models approve reviews 3fa95c')
  expect(notice({ kind: 'approval_expired', model_version: '3fa95c' }).text).toContain(
    'can still be approved',
  )
})

test('drift is told with its reasons', () => {
  const { text } = notice({ kind: 'drift', reasons: ['stars has PSI 0.31', 'no joy'] })
  expect(text).toContain('- stars has PSI 0.31\n- no joy')
})

test('a subject is what SNS takes: one line of ASCII, 100 characters at most', () => {
  const { subject } = notice({
    kind: 'failed',
    error: { Error: `Größe\n${'x'.repeat(200)}` },
  })
  expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/)
})
