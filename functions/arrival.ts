import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { z } from 'zod'
import { arrivalMessage, type BucketChange, scheduledEvent } from '../contracts/arrival-events.ts'
import { isProductError, ProductError } from '../contracts/errors/product-error.ts'
import { isTransient } from '../contracts/transient-errors.ts'
import {
  keepRefusal,
  landingChange,
  reconcileProjects,
  wantArrivals,
  wantCommand,
} from '../pipeline/index.ts'
import type { Call } from '../platform/compose-function.ts'
import { serve } from './frame.ts'

const batch = z.custom<SQSEvent>(
  (event) =>
    z.object({ Records: z.array(z.object({ body: z.string() })) }).safeParse(event).success,
  'neither a batch of messages nor a scheduled event',
)

/** Files that came or went, told by messages; and what schedules ask for. */
export const handler = serve(z.union([scheduledEvent, batch]), async (call, event) => {
  const { platform } = call
  const deps = { platform, executions: platform.orchestrator }
  if ('Records' in event) return takeBatch(call, event)
  if (event.kind === 'reconcile') return { projects: await reconcileProjects(deps, event.project) }
  const { state, run_id } = await wantCommand(deps, event)
  return { state, run_id }
})

/** One wish a project for the whole batch: every file of it lay in landing before. */
function takeBatch(call: Call, event: SQSEvent) {
  const wishes = new Map<string, Promise<unknown>>()
  return call.batch(event, (record) => takeMessage(call, record, wishes))
}

async function takeMessage(
  call: Call,
  record: SQSRecord,
  wishes: Map<string, Promise<unknown>>,
): Promise<void> {
  try {
    for (const change of readMessage(record.body))
      await call.once('arrival', { ...change }, () => want(call, change, wishes))
  } catch (error) {
    if (isProductError(error) && !isTransient(error.code)) await tellRefusal(call, record, error)
    throw error
  }
}

async function want(
  { platform, logger }: Call,
  change: BucketChange,
  wishes: Map<string, Promise<unknown>>,
): Promise<string | null> {
  const landed = landingChange(platform.store.root, change)
  if (landed === undefined) return null
  const { project, source } = landed
  const asked =
    wishes.get(`${project}/${source}`) ??
    wantArrivals({ platform, executions: platform.orchestrator }, project, [landed])
  wishes.set(`${project}/${source}`, asked)
  await asked
  logger.info('a run is wanted', { ...landed, change: change.change })
  return project
}

function readMessage(body: string): readonly BucketChange[] {
  const parsed = arrivalMessage.safeParse(body)
  if (parsed.success) return parsed.data
  throw new ProductError('ARRIVAL_MESSAGE_INVALID', {
    message: `A message is not about an object of a bucket: ${parsed.error.issues[0].message}. Nothing was changed.`,
  })
}

async function tellRefusal(
  { platform, logger, meter }: Call,
  { body, messageId }: SQSRecord,
  error: ProductError,
): Promise<void> {
  const kept = await keepRefusal(platform, body, error)
  logger.error('a message cannot be used', { message_id: messageId, kept, error })
  meter.publish({ RefusedMessages: 1 }, {})
}
