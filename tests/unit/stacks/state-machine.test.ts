import { readFileSync } from 'node:fs'
import validate from 'asl-validator'
import { describe, expect, it } from 'vitest'
import { functionNames } from '../../../contracts/deployment.ts'
import { pipelineSteps } from '../../../pipeline/index.ts'
import type { State } from '../../../stacks/asl.ts'
import {
  type MachineStep,
  type StateMachineParts,
  stateMachine,
} from '../../../stacks/state-machine.ts'

const functions = Object.fromEntries(
  functionNames.map((name) => [name, `arn:aws:lambda:eu-west-1:123456789012:function:${name}`]),
) as StateMachineParts['functions']

const parts: StateMachineParts = {
  functions,
  fargate: {
    cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/millrace-test',
    taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/millrace-test-task:1',
    subnets: ['subnet-1'],
    securityGroups: ['sg-1'],
    publicIp: false,
  },
  lake: { bucket: 'millrace-test-lake', prefix: 'lake/' },
  lambdaBytes: 512 * 1024 * 1024,
  shardsAtOnce: 20,
  toleratedPercent: 10,
  approvalSeconds: 86_400,
}

const machine = stateMachine(parts)
const golden = new URL('../../golden/state-machine/expected.json', import.meta.url)

const entries = (states: Readonly<Record<string, State>>): [string, State][] =>
  Object.entries(states).flatMap(([name, state]) => [[name, state], ...entries(innerOf(state))])
const innerOf = (state: State) =>
  (state['ItemProcessor'] as { States?: Record<string, State> } | undefined)?.States ?? {}

describe('the state machine of a stage', () => {
  it('is valid Amazon States Language', () => {
    expect(validate(structuredClone(machine)).errorsText()).toBe('')
  })

  it('is what was agreed on', () => {
    expect(machine).toEqual(JSON.parse(readFileSync(golden, 'utf8')))
  })

  it('has a step that is added to the pipeline, in its place, without more', () => {
    const added = { name: 'explain', shared: false } as unknown as MachineStep
    const { States } = stateMachine(parts, [...pipelineSteps, added])
    expect(States['Is monitor wanted?']['Default']).toBe('Is explain wanted?')
    expect(States['Is explain wanted?']['Default']).toBe('Close')
    expect(Object.keys(States)).toEqual(expect.arrayContaining(['Explain', 'Explain on Fargate']))
  })

  it('cuts into shards just the steps that are made for it', () => {
    const maps = entries(machine.States).filter(([, { Type }]) => Type === 'Map')
    expect(maps.map(([name]) => name)).toEqual(['Embed shards', 'Score shards'])
  })

  it('ends every task within a time', () => {
    const works = entries(machine.States).filter(([, { Type }]) => Type === 'Task')
    expect(works.length).toBeGreaterThan(30)
    expect(works.filter(([, state]) => state['TimeoutSeconds'] === undefined)).toEqual([])
  })

  it('tries again with jitter, and only what may be gone by then', () => {
    const retries = entries(machine.States).flatMap(([, { Retry = [] }]) => Retry as unknown[])
    for (const retry of retries) expect(retry).toMatchObject({ JitterStrategy: 'FULL' })
    const errors = retries.flatMap((retry) => (retry as { ErrorEquals: string[] }).ErrorEquals)
    expect(errors).not.toContain('States.ALL')
    expect(errors).not.toContain('States.TaskFailed')
    expect(errors).not.toContain('TEST_FAILED')
    expect(errors).toContain('LAKE_UNREACHABLE')
  })

  it('catches every failure of a step and frees the queue before it fails', () => {
    for (const [name, state] of Object.entries(machine.States)) {
      if (state.Type !== 'Task' && state.Type !== 'Map') continue
      const caught = state['Catch'] as { ErrorEquals: string[] }[] | undefined
      expect(caught?.at(-1)?.ErrorEquals, name).toEqual(['States.ALL'])
    }
  })
})
