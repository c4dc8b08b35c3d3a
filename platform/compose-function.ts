import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency'
import { Tracer } from '@aws-lambda-powertools/tracer'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { ProductError } from '../contracts/errors/product-error.ts'
import type { Logger } from '../contracts/ports/logger.ts'
import type { Meter } from '../contracts/ports/meter.ts'
import type { Notifier } from '../contracts/ports/notifier.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import { ObjectStoreIdempotency } from './aws/object-store-idempotency.ts'
import { LambdaLogger } from './aws/powertools-logger.ts'
import { EmfMeter } from './aws/powertools-meter.ts'
import { SnsNotifier } from './aws/sns-notifier.ts'
import { compose } from './compose.ts'
import { environment } from './environment.ts'

/** Seconds for which a message that is told again is known. */
const rememberedSeconds = 24 * 3600

/** What one call of a function works with. */
export interface Call {
  readonly platform: Platform
  readonly notifier: Notifier
  readonly meter: Meter
  readonly logger: Logger
  /** Takes each record of a batch for itself: those that throw are delivered again, the others are not. */
  batch(event: SQSEvent, take: (record: SQSRecord) => Promise<void>): Promise<SQSBatchResponse>
  /** Does the work once for equal input, whoever asks; asked again, it gives the first answer. Throws while another call is at it. */
  once<Input extends Json, Output extends Json>(
    scope: string,
    input: Input,
    work: (input: Input) => Promise<Output>,
  ): Promise<Output>
  /** Notes the work as a part of the call's trace. */
  traced<Result>(name: string, work: () => Promise<Result>): Promise<Result>
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** What lasts from call to call of one process. */
interface Host {
  readonly platform: Platform
  readonly notifier: () => Notifier
  readonly meter: Meter
  readonly logger: Logger
  readonly tracer: Tracer
}

let host: Promise<Host> | undefined
let cold = true

/** The outside world of a function, made at its first call and kept while the process lives. */
export async function composeCall(context: Context): Promise<Call> {
  host ??= composeHost(context)
  const { platform, notifier, meter, tracer, logger: base } = await host
  const fields = { function_request_id: context.awsRequestId, cold_start: cold }
  cold = false
  const logger = base.child({ function: context.functionName, ...fields })
  return {
    platform: { ...platform, logger },
    get notifier() {
      return notifier()
    },
    ...{ meter, logger },
    batch: (event, take) =>
      processPartialResponse(event, take, new BatchProcessor(EventType.SQS), {
        context,
        throwOnFullBatchFailure: false,
      }),
    once: (scope, input, work) => once(context, platform, scope, input, work),
    traced: (name, work) => traced(tracer, name, work),
  }
}

async function composeHost(context: Context): Promise<Host> {
  const { MILLRACE_LAKE, MILLRACE_ENV, MILLRACE_PROJECTS, MILLRACE_STAGE, MILLRACE_TOPIC } =
    environment()
  const lake = need(MILLRACE_LAKE, 'MILLRACE_LAKE')
  const logger = new LambdaLogger()
  const composed = await compose({ lake, env: MILLRACE_ENV, projects: MILLRACE_PROJECTS, logger })
  return {
    platform: { ...composed, who: context.functionName },
    notifier: () => new SnsNotifier(need(MILLRACE_TOPIC, 'MILLRACE_TOPIC')),
    meter: new EmfMeter(MILLRACE_STAGE ?? 'local'),
    logger,
    tracer: new Tracer({ serviceName: 'millrace', captureHTTPsRequests: false }),
  }
}

function need(value: string | undefined, name: string): string {
  if (value !== undefined) return value
  throw new ProductError('FUNCTION_NOT_CONFIGURED', {
    message: `The environment variable ${name} is not set, so the function cannot work. Nothing was changed.`,
  })
}

function once<Input extends Json, Output extends Json>(
  context: Context,
  { store }: Platform,
  scope: string,
  input: Input,
  work: (input: Input) => Promise<Output>,
): Promise<Output> {
  const config = new IdempotencyConfig({ expiresAfterSeconds: rememberedSeconds })
  config.registerLambdaContext(context)
  const remembered = makeIdempotent(work, {
    persistenceStore: new ObjectStoreIdempotency(store),
    keyPrefix: scope,
    config,
  })
  return remembered(input) as Promise<Output>
}

async function traced<Result>(
  tracer: Tracer,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!tracer.isTracingEnabled()) return work()
  const result = await tracer.provider.captureAsyncFunc(name, async (subsegment) => {
    try {
      return await work()
    } catch (error) {
      tracer.addErrorAsMetadata(error as Error)
      throw error
    } finally {
      subsegment?.close()
    }
  })
  return result as Result
}
