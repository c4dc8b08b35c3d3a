import { expect, it } from 'vitest'
import type { Orchestrator } from '../../../../contracts/ports/orchestrator.ts'
import { NoOrchestrator } from '../../../../platform/local/no-orchestrator.ts'

const none: Orchestrator = new NoOrchestrator()
const input = { project: 'reviews', env: 'prod', generation: 1, window_seconds: 0 }

it.each([
  ['start', () => none.start('a', input)],
  ['standing', () => none.standing('a')],
  ['describe', () => none.describe('a')],
  ['running', () => none.running()],
  ['answer', () => none.answer('t', { approved: true, who: 'ana', why: '' })],
  ['beat', () => none.beat('t')],
])('without a state machine, %s is refused with what to set', async (_name, ask) => {
  await expect(ask()).rejects.toMatchObject({ code: 'ORCHESTRATOR_NONE' })
})
