import type { Context } from 'aws-lambda'
import type { z } from 'zod'
import { isProductError, ProductError } from '../contracts/errors/product-error.ts'
import { type Call, composeCall } from '../platform/compose-function.ts'

/** A function as Lambda calls it. */
export type Handler<Result> = (event: unknown, context: Context) => Promise<Result>

/**
 * What every function does around its work: reads the event, logs how the call went, and turns a failure that people can act
 * on into an error whose type is its code, so that a state machine tells one from another.
 */
export const serve =
  <Event, Result>(
    schema: z.ZodType<Event>,
    work: (call: Call, event: Event) => Promise<Result>,
  ): Handler<Result> =>
  async (event, context) => {
    const begun = performance.now()
    let call: Call | undefined
    try {
      call = await composeCall(context)
      const parsed = parse(schema, event)
      const told = call
      const result = await told.traced('work', () => work(told, parsed))
      call.logger.info('done', { ...about(event), seconds: secondsSince(begun) })
      return result
    } catch (thrown) {
      call?.logger.error('failed', {
        ...about(event),
        seconds: secondsSince(begun),
        error: thrown,
      })
      throw isProductError(thrown) ? new ActionableError(thrown) : thrown
    }
  }

/** How Lambda shows a ProductError: the code as its type, message and hint as its text. */
class ActionableError extends Error {
  constructor({ code, message, hint, at }: ProductError) {
    const place =
      at === undefined ? '' : ` (${[at.file, at.line, at.column].filter(Boolean).join(':')})`
    super(`${message}${place} ${hint}`)
    this.name = code
    // Lambda hands the stack on; of an error that people can act on it tells nothing.
    this.stack = ''
  }
}

function parse<Event>(schema: z.ZodType<Event>, event: unknown): Event {
  const parsed = schema.safeParse(event)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the event'}: ${message}`,
  )
  throw new ProductError('FUNCTION_EVENT_INVALID', {
    message: `The event cannot be understood: ${issues.join('; ')}. Nothing was changed.`,
  })
}

/** Fields of the event by which its log lines are found. */
function about(event: unknown): Readonly<Record<string, unknown>> {
  if (typeof event !== 'object' || event === null) return {}
  const names = ['project', 'run_id', 'step', 'part', 'shard', 'action', 'kind']
  return Object.fromEntries(Object.entries(event).filter(([name]) => names.includes(name)))
}

const secondsSince = (begun: number): number =>
  Number(((performance.now() - begun) / 1000).toFixed(3))
