// Runs in the process of a function: loads its handler as Lambda's runtime for Node does, and serves the Runtime API.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

type Handler = (event: unknown, context: object) => Promise<unknown>

const { AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: root = '', _HANDLER = '' } = process.env
const base = `http://${api}/2018-06-01/runtime`

const told = (error: unknown) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: 'Error', errorMessage: String(error), trace: [] }

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(`${base}/${path}`, { method: 'POST', body: JSON.stringify(body ?? null) })

async function load(): Promise<Handler> {
  const dot = _HANDLER.lastIndexOf('.')
  const file = pathToFileURL(join(root, `${_HANDLER.slice(0, dot)}.mjs`))
  const exported = (await import(file.href)) as Record<string, unknown>
  const handler = exported[_HANDLER.slice(dot + 1)]
  if (typeof handler === 'function') return handler as Handler
  throw Object.assign(new Error(`${_HANDLER} is undefined or not exported`), {
    name: 'Runtime.HandlerNotFound',
  })
}

async function serve(handler: Handler): Promise<never> {
  for (;;) {
    const next = await fetch(`${base}/invocation/next`)
    const id = next.headers.get('lambda-runtime-aws-request-id') ?? ''
    const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'))
    process.env['_X_AMZN_TRACE_ID'] = next.headers.get('lambda-runtime-trace-id') ?? ''
    const context = {
      awsRequestId: id,
      functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
      functionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'],
      invokedFunctionArn: next.headers.get('lambda-runtime-invoked-function-arn'),
      memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
      logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
      logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => deadline - Date.now(),
    }
    try {
      const result = await handler(await next.json(), context)
      await post(`invocation/${id}/response`, result)
    } catch (error) {
      await post(`invocation/${id}/error`, told(error))
    }
  }
}

const handler = await load().catch(async (error) => {
  await post('init/error', told(error))
  process.exit(1)
})
await serve(handler)
