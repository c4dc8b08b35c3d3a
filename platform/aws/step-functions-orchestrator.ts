import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { ExecutionInput } from '../../contracts/events.ts'
import type {
  ApprovalAnswer,
  ExecutionStanding,
  Orchestrator,
} from '../../contracts/ports/orchestrator.ts'

/** Runs are executions of a Standard state machine, whose names are theirs for ninety days. */
export class StepFunctionsOrchestrator implements Orchestrator {
  readonly #machine: string
  readonly #client: SFNClient

  /** `machine`: ARN of the state machine. */
  constructor(machine: string, client: SFNClient = new SFNClient({ retryMode: 'adaptive' })) {
    this.#machine = machine
    this.#client = client
  }

  async start(name: string, input: ExecutionInput): Promise<void> {
    const request = { stateMachineArn: this.#machine, name, input: JSON.stringify(input) }
    await this.#ask('start a run', new StartExecutionCommand(request), (command) =>
      this.#client.send(command).catch(unless('ExecutionAlreadyExists', undefined)),
    )
  }

  async standing(name: string): Promise<'running' | 'ended' | 'absent'> {
    const found = await this.describe(name)
    if (found === undefined) return 'absent'
    return found.status === 'running' ? 'running' : 'ended'
  }

  async describe(name: string): Promise<ExecutionStanding | undefined> {
    const request = { executionArn: this.#arnOf(name) }
    const found = await this.#ask(
      'ask how a run stands',
      new DescribeExecutionCommand(request),
      (command) => this.#client.send(command).catch(unless('ExecutionDoesNotExist', undefined)),
    )
    return found && this.#standingOf({ ...found, name })
  }

  async running(): Promise<readonly ExecutionStanding[]> {
    const found: ExecutionStanding[] = []
    let nextToken: string | undefined
    do {
      const request = {
        stateMachineArn: this.#machine,
        statusFilter: 'RUNNING',
        nextToken,
      } as const
      const page = await this.#ask('list runs', new ListExecutionsCommand(request), (command) =>
        this.#client.send(command),
      )
      for (const each of page.executions ?? []) found.push(this.#standingOf(each))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    return found.sort((a, b) => (a.started_at < b.started_at ? 1 : -1))
  }

  async answer(token: string, answer: ApprovalAnswer): Promise<'taken' | 'lapsed'> {
    const request = { taskToken: token, output: JSON.stringify(answer) }
    return this.#ask('answer', new SendTaskSuccessCommand(request), (command) =>
      this.#client.send(command).then(() => 'taken' as const, lapsed),
    )
  }

  async beat(token: string): Promise<'taken' | 'lapsed'> {
    const request = { taskToken: token }
    return this.#ask('send a heartbeat', new SendTaskHeartbeatCommand(request), (command) =>
      this.#client.send(command).then(() => 'taken' as const, lapsed),
    )
  }

  #arnOf(name: string): string {
    return `${this.#machine.replace(':stateMachine:', ':execution:')}:${name}`
  }

  #standingOf(found: {
    readonly name?: string | undefined
    readonly status?: string | undefined
    readonly startDate?: Date | undefined
    readonly stopDate?: Date | undefined
    readonly error?: string | undefined
    readonly cause?: string | undefined
  }): ExecutionStanding {
    const name = found.name ?? ''
    const { error, cause = '' } = found
    return {
      name,
      status: statuses[found.status ?? ''] ?? 'running',
      started_at: found.startDate?.toISOString() ?? '',
      stopped_at: found.stopDate?.toISOString() ?? null,
      console: consoleOf(this.#arnOf(name)),
      error: error === undefined ? null : { name: error, cause },
    }
  }

  async #ask<Command, Result>(
    purpose: string,
    command: Command,
    send: (command: Command) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await send(command)
    } catch (cause) {
      throw new ProductError('ORCHESTRATOR_FAILED', {
        message: `The state machine ${this.#machine} could not be asked to ${purpose}: ${(cause as Error).message}`,
        cause,
      })
    }
  }
}

const statuses: Readonly<Record<string, ExecutionStanding['status']>> = {
  RUNNING: 'running',
  PENDING_REDRIVE: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed_out',
  ABORTED: 'aborted',
}

const unless =
  <Instead>(name: string, instead: Instead) =>
  (error: Error): Instead => {
    if (error.name === name) return instead
    throw error
  }

function lapsed(error: Error): 'lapsed' {
  if (['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'].includes(error.name)) return 'lapsed'
  throw error
}

/** `arn:aws:states:<region>:<account>:execution:<machine>:<name>` */
const consoleOf = (arn: string): string =>
  `https://${arn.split(':')[3]}.console.aws.amazon.com/states/home?region=${arn.split(':')[3]}#/v2/executions/details/${arn}`
