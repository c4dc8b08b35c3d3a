import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn'
import { moto, required } from '../world.ts'

export interface Execution {
  readonly name: string
  readonly status: string
  /** Its day, which is the run's. */
  readonly date: string
  readonly seconds: number
  readonly error: string | undefined
  readonly cause: string | undefined
  /** Name and text of everything that failed on the way, tried again or not. */
  readonly failures: readonly string[]
  /** In the order in which they were entered. */
  readonly states: readonly { readonly name: string; readonly seconds: number }[]
}

export function stepFunctions(): SFNClient {
  return new SFNClient({
    endpoint: required(moto).endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
}

/** Waits until no execution runs; all there were, the oldest first. */
export async function settledExecutions(
  client: SFNClient,
  stateMachineArn: string,
  seconds = 900,
): Promise<readonly Execution[]> {
  const until = Date.now() + seconds * 1000
  for (;;) {
    const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }))
    const running = executions.filter(({ status }) => status === 'RUNNING')
    if (running.length === 0) {
      const described = executions.map(({ executionArn = '' }) => describe(client, executionArn))
      return (await Promise.all(described)).sort((a, b) => (a.name < b.name ? -1 : 1))
    }
    if (Date.now() > until) {
      const { states } = await describe(client, running[0]?.executionArn ?? '')
      throw new Error(
        `${running[0]?.name} still runs after ${seconds} s, in ${states.at(-1)?.name}`,
      )
    }
    await new Promise((later) => setTimeout(later, 200))
  }
}

async function describe(client: SFNClient, executionArn: string): Promise<Execution> {
  const found = await client.send(new DescribeExecutionCommand({ executionArn }))
  const history = await client.send(new GetExecutionHistoryCommand({ executionArn }))
  const { name = '', status = '', startDate, stopDate, error, cause } = found
  const seconds = ((stopDate ?? new Date()).getTime() - (startDate?.getTime() ?? 0)) / 1000
  const date = startDate?.toISOString().slice(0, 10) ?? ''
  const events = history.events ?? []
  const failures = events.flatMap(failureOf)
  return { name, status, date, seconds, error, cause, failures, states: statesOf(events) }
}

const failureOf = (event: HistoryEvent): string[] => {
  const found = event.taskFailedEventDetails ?? event.taskTimedOutEventDetails
  return found === undefined ? [] : [`${found.error}: ${found.cause}`]
}

/** moto does not number the event before an exit reliably: the state that was entered last is the one that is left. */
function statesOf(events: readonly HistoryEvent[]) {
  const states: { name: string; begun: number; seconds: number }[] = []
  for (const { stateEnteredEventDetails, stateExitedEventDetails, timestamp } of events) {
    const at = (timestamp?.getTime() ?? 0) / 1000
    if (stateEnteredEventDetails?.name !== undefined)
      states.push({ name: stateEnteredEventDetails.name, begun: at, seconds: 0 })
    const left = states.findLast(({ name }) => name === stateExitedEventDetails?.name)
    if (left !== undefined) left.seconds = at - left.begun
  }
  return states.map(({ name, seconds }) => ({ name, seconds }))
}
