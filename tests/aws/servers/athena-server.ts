import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { query, TrinoFailure, type TrinoResult } from './trino-client.ts'

/** What was asked of the server, for tests. */
export interface AthenaCall {
  readonly operation: string
  readonly input: Input
}

export interface AthenaServer {
  /** http://127.0.0.1:port */
  readonly endpoint: string
  readonly calls: readonly AthenaCall[]
  /** Queries that were really run: a token that comes again runs nothing. */
  readonly ran: () => number
  readonly stop: () => Promise<void>
}

type Input = Readonly<Record<string, unknown>>

interface Execution {
  readonly id: string
  readonly sql: string
  readonly input: Input
  readonly submitted: number
  readonly cancel: AbortController
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
  reason?: string
  result?: TrinoResult
  ended?: number
}

/** A failure in Athena's protocol. */
class Refused extends Error {
  override readonly name = 'InvalidRequestException'
}

/**
 * The part of Athena's API that Millrace calls, over a real Trino. What Athena alone has is told apart: `external_location` and
 * UNLOAD belong to it, so they are refused here; nothing that Millrace sends has them.
 */
export async function startAthena(
  trino: string,
  {
    bytesLimit,
    pageRows = 1000,
  }: { readonly bytesLimit?: number; readonly pageRows?: number } = {},
): Promise<AthenaServer> {
  const executions = new Map<string, Execution>()
  const tokens = new Map<string, Execution>()
  const calls: AthenaCall[] = []

  const start = (input: Input): object => {
    const token = String(input['ClientRequestToken'] ?? randomUUID())
    if (token.length < 32 || token.length > 128)
      throw new Refused('ClientRequestToken must have 32 to 128 characters')
    const known = tokens.get(token)
    if (known) {
      if (known.sql !== input['QueryString'])
        throw new Refused('Idempotent parameters do not match')
      return { QueryExecutionId: known.id }
    }
    const execution: Execution = {
      id: randomUUID(),
      sql: String(input['QueryString']),
      input,
      submitted: Date.now() / 1000,
      cancel: new AbortController(),
      state: 'QUEUED',
    }
    if (/\bUNLOAD\b|external_location/i.test(execution.sql))
      throw new Refused('This stand-in has no UNLOAD and no external_location')
    executions.set(execution.id, execution)
    tokens.set(token, execution)
    void run(execution)
    return { QueryExecutionId: execution.id }
  }

  const run = async (execution: Execution): Promise<void> => {
    execution.state = 'RUNNING'
    try {
      const result = await query(trino, execution.sql, { signal: execution.cancel.signal })
      execution.result = result
      const beyond = bytesLimit !== undefined && result.bytesRead > bytesLimit
      execution.state = beyond ? 'CANCELLED' : 'SUCCEEDED'
      if (beyond) execution.reason = 'Bytes scanned limit was exceeded'
    } catch (error) {
      const cancelled = error instanceof TrinoFailure && error.errorName === 'USER_CANCELED'
      execution.state = cancelled ? 'CANCELLED' : 'FAILED'
      execution.reason = cancelled
        ? 'Query cancelled by user'
        : `${(error as TrinoFailure).errorName ?? 'GENERIC_INTERNAL_ERROR'}: ${(error as Error).message}`
    }
    execution.ended = Date.now() / 1000
  }

  const find = (input: Input): Execution => {
    const found = executions.get(String(input['QueryExecutionId']))
    if (!found) throw new Refused(`QueryExecution ${input['QueryExecutionId']} was not found`)
    return found
  }

  const operations: Readonly<Record<string, (input: Input) => object>> = {
    StartQueryExecution: start,
    GetQueryExecution: (input) => ({ QueryExecution: describe(find(input)) }),
    StopQueryExecution: (input) => {
      const found = find(input)
      found.cancel.abort()
      return {}
    },
    GetQueryResults: (input) => results(find(input), Number(input['NextToken'] ?? 0), pageRows),
    GetWorkGroup: (input) => ({
      WorkGroup: {
        Name: input['WorkGroup'],
        State: 'ENABLED',
        Configuration: { EnforceWorkGroupConfiguration: true },
      },
    }),
  }

  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).replace('AmazonAthena.', '')
    const input = JSON.parse(await bodyOf(request)) as Input
    calls.push({ operation, input })
    response.setHeader('content-type', 'application/x-amz-json-1.1')
    try {
      const work = operations[operation]
      if (!work) throw new Refused(`${operation} is not known`)
      response.end(JSON.stringify(work(input)))
    } catch (error) {
      response.statusCode = 400
      response.end(
        JSON.stringify({ __type: (error as Error).name, Message: (error as Error).message }),
      )
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    ran: () => executions.size,
    stop: async () => {
      for (const { cancel } of executions.values()) cancel.abort()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const describe = (execution: Execution): object => ({
  QueryExecutionId: execution.id,
  Query: execution.sql,
  WorkGroup: execution.input['WorkGroup'],
  ResultConfiguration: execution.input['ResultConfiguration'],
  Status: {
    State: execution.state,
    StateChangeReason: execution.reason,
    SubmissionDateTime: execution.submitted,
    CompletionDateTime: execution.ended,
  },
  Statistics: { DataScannedInBytes: execution.result?.bytesRead ?? 0 },
})

/** Everything as text, the names in the first row of the first page: Athena's way. */
function results(execution: Execution, from: number, size: number): object {
  if (execution.state !== 'SUCCEEDED' || !execution.result)
    throw new Refused(`Query has not yet finished. Current state: ${execution.state}`)
  const { columns, rows, updated } = execution.result
  const data = (values: readonly unknown[]) => ({
    Data: values.map((value) =>
      value === null || value === undefined ? {} : { VarCharValue: textOf(value) },
    ),
  })
  const head = from === 0 && updated === undefined ? [data(columns.map(({ name }) => name))] : []
  const page = rows.slice(from, from + size - head.length)
  const next = from + page.length
  return {
    ...(updated === undefined ? {} : { UpdateCount: updated }),
    ...(next < rows.length ? { NextToken: String(next) } : {}),
    ResultSet: {
      Rows: [
        ...head,
        ...(updated === undefined ? page.map((row) => data(Object.values(row))) : []),
      ],
      ResultSetMetadata: {
        ColumnInfo: columns.map(({ name, type }) => ({ Name: name, Type: type })),
      },
    },
  }
}

const textOf = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value)

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}
