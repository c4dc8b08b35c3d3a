import type { AthenaClient } from '@aws-sdk/client-athena'
import { expect, test } from 'vitest'
import { AthenaQueries } from '../../../../platform/aws/athena-queries.ts'

test('stop ends a query whose start was not answered yet, as well as one that runs', async () => {
  const started = Promise.withResolvers<{ QueryExecutionId: string }>()
  const stopped: string[] = []
  const answers: Readonly<Record<string, (input: { QueryExecutionId?: string }) => unknown>> = {
    StartQueryExecutionCommand: () => started.promise,
    StopQueryExecutionCommand: ({ QueryExecutionId = '' }) => void stopped.push(QueryExecutionId),
    GetQueryExecutionCommand: () => ({
      QueryExecution: { Status: { State: stopped.length > 0 ? 'CANCELLED' : 'RUNNING' } },
    }),
  }
  const send = async (command: { input: object }) =>
    answers[command.constructor.name]!(command.input)
  const queries = new AthenaQueries({
    client: { send } as unknown as Pick<AthenaClient, 'send'>,
    ...{ workgroup: 'w', results: 's3://lake/athena/', patience: {} },
  })
  const ran = queries.run('select 1', 'token').catch((error: Error) => error.message)
  const stopping = queries.stop()
  started.resolve({ QueryExecutionId: 'q1' })
  await stopping
  expect(stopped).toEqual(['q1'])
  expect(await ran).toContain('cancelled')
})
