import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { type FunctionName, functionNames } from '../../../contracts/deployment.ts'
import type { Platform } from '../../../contracts/ports/platform.ts'
import type { Queue, Wish } from '../../../contracts/records/queue.ts'
import { ingestFiles, wantRun } from '../../../pipeline/index.ts'
import { StepFunctionsOrchestrator } from '../../../platform/aws/step-functions-orchestrator.ts'
import { compose, shippedProjects } from '../../../platform/compose.ts'
import { sampleDeliveries, writeDelivery } from '../../../scripts/generate-reviews.ts'
import { type StateMachineParts, stateMachine } from '../../../stacks/state-machine.ts'
import { makeBucket } from '../lake/bucket.ts'
import { addRunners } from '../servers/runners.ts'
import { httpfs, moto, required, s3 } from '../world.ts'
import { type Interfere, type LocalFunctions, serveFunctions } from './local-functions.ts'

const region = 'us-east-1'
const account = '123456789012'

export interface MachineOptions {
  readonly interfere?: Interfere
  readonly limits?: Partial<
    Pick<StateMachineParts, 'lambdaBytes' | 'toleratedPercent' | 'approvalSeconds'>
  >
  /** Changes made to the project's pipeline.yml. @default small shards */
  readonly pipelineFile?: (text: string) => string
}

export interface DeployedMachine {
  readonly platform: Platform
  readonly functions: LocalFunctions
  readonly arn: string
  /** Variables under which a command finds all of it. */
  readonly environment: Readonly<Record<string, string>>
  /** Lands the sample's first or second day. */
  land(day?: 0 | 1): Promise<void>
  want(command: string, steps: Wish['steps'], windowSeconds?: number): Promise<Queue>
  /** Waits until an execution of this name has ended. */
  ended(name: string): Promise<DescribeExecutionOutput>
  /** Names of the states that an execution entered, in order. */
  entered(name: string): Promise<readonly string[]>
  /** Starts an execution of a machine with the same definition: moto cannot redrive one. */
  redriven(name: string, input: object): Promise<string>
  stop(): Promise<void>
}

/** A bucket, the projects, the functions in this process, and the real state machine in moto that calls them. */
export async function deployMachine(options: MachineOptions = {}): Promise<DeployedMachine> {
  const stage = randomUUID().slice(0, 8)
  const nameOf = (name: FunctionName) => `millrace-${stage}-${name}`
  const folder = await mkdtemp(join(tmpdir(), 'millrace-machine-'))
  const projects = await copyProjects(folder, options.pipelineFile ?? smallShards)
  const bucket = await makeBucket()
  const environment = variables(bucket, projects)
  Object.assign(process.env, environment)
  const client = new SFNClient({
    endpoint: required(moto).endpoint,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  const fargate = await makeCluster(stage)
  const definition = JSON.stringify(
    stateMachine({
      functions: Object.fromEntries(
        functionNames.map((name) => [
          name,
          `arn:aws:lambda:${region}:${account}:function:${nameOf(name)}`,
        ]),
      ) as StateMachineParts['functions'],
      fargate,
      lake: { bucket, prefix: 'lake/' },
      lambdaBytes: 512 * 1024 * 1024,
      shardsAtOnce: 2,
      toleratedPercent: 50,
      approvalSeconds: 600,
      ...options.limits,
    }),
  )
  const make = async (name: string) =>
    String(
      (
        await client.send(
          new CreateStateMachineCommand({
            name,
            definition,
            roleArn: `arn:aws:iam::${account}:role/machine`,
          }),
        )
      ).stateMachineArn,
    )
  const arn = await make(`millrace-${stage}`)
  const task = ['env', `MILLRACE_STATE_MACHINE=${arn}`, process.execPath, 'functions/task.ts']
  await addRunners(required(moto).runners, { tasks: { [`millrace-${stage}-task`]: task } })
  const composed = await compose({ lake: `s3://${bucket}/lake`, projects })
  const platform: Platform = {
    ...composed,
    orchestrator: new StepFunctionsOrchestrator(arn, client),
  }
  const functions = await serveFunctions(
    nameOf,
    () => platform,
    options.interfere ?? ((_name, _event, perform) => perform()),
  )
  const executionArn = (name: string, machine = arn) =>
    name.startsWith('arn:') ? name : `${machine.replace(':stateMachine:', ':execution:')}:${name}`
  return {
    platform,
    functions,
    arn,
    environment,
    async land(day = 0) {
      const delivery = sampleDeliveries({ reviews: 1500, second: 120, seed: 11 })[day]
      if (delivery === undefined) throw new Error('the sample has two days')
      for (const [source, path] of await writeDelivery(delivery, join(folder, `day-${day}`)))
        await ingestFiles(platform, { project: 'reviews', source, paths: [path] })
    },
    want: (command, steps, windowSeconds = 0) =>
      wantRun({ ...platform, executions: platform.orchestrator }, 'reviews', {
        ...{ command, steps, scope: 'new', window_seconds: windowSeconds },
        ...{ who: 'ana', why: 'a test wants it' },
      }),
    async ended(name) {
      for (;;) {
        const found = await client.send(
          new DescribeExecutionCommand({ executionArn: executionArn(name) }),
        )
        if (found.status !== 'RUNNING') return found
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    },
    async entered(name) {
      const { events = [] } = await client.send(
        new GetExecutionHistoryCommand({ executionArn: executionArn(name), maxResults: 1000 }),
      )
      return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? [])
    },
    async redriven(name, input) {
      const again = await make(`millrace-${stage}-again`)
      const started = await client.send(
        new StartExecutionCommand({ stateMachineArn: again, name, input: JSON.stringify(input) }),
      )
      return String(started.executionArn)
    },
    async stop() {
      await functions.stop()
      client.destroy()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Shards small enough that the sample has several. */
export const smallShards = (text: string): string =>
  text.replace('scoring:\n', 'scoring:\n  shard_rows: 400\n')

async function copyProjects(folder: string, change: (text: string) => string): Promise<string> {
  const projects = join(folder, 'projects')
  await cp(shippedProjects, projects, { recursive: true })
  const file = join(projects, 'reviews', 'pipeline.yml')
  await writeFile(file, change(await readFile(file, 'utf8')))
  return projects
}

/** What functions and tasks of this stage are told by their environment. */
function variables(bucket: string, projects: string): Readonly<Record<string, string>> {
  const { endpoint, accessKeyId, secretAccessKey } = required(s3)
  return {
    MILLRACE_LAKE: `s3://${bucket}/lake`,
    MILLRACE_PROJECTS: projects,
    MILLRACE_S3_PATH_STYLE: '1',
    MILLRACE_DUCKDB_EXTENSIONS: required(httpfs).folder,
    AWS_ENDPOINT_URL: required(moto).endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }
}

/** A cluster and a task definition by the API itself: no other test needs a client of ECS. */
async function makeCluster(stage: string): Promise<StateMachineParts['fargate']> {
  const { endpoint } = required(moto)
  const ask = async (action: string, body: object) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AmazonEC2ContainerServiceV20141113.${action}`,
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/ecs/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${action}: ${await response.text()}`)
    return (await response.json()) as Record<string, Record<string, string>>
  }
  const { cluster } = await ask('CreateCluster', { clusterName: `millrace-${stage}` })
  const environment = Object.entries(variablesOfTask()).map(([name, value]) => ({ name, value }))
  const { taskDefinition } = await ask('RegisterTaskDefinition', {
    family: `millrace-${stage}-task`,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '1024',
    memory: '2048',
    containerDefinitions: [
      { name: 'task', image: 'millrace', essential: true, memory: 2048, environment },
    ],
  })
  return {
    cluster: String(cluster?.['clusterArn']),
    taskDefinition: String(taskDefinition?.['taskDefinitionArn']),
    subnets: [await anySubnet(endpoint)],
    securityGroups: [],
    publicIp: false,
  }
}

/** moto's own variables are not the task's: it is given those of its stage. */
const variablesOfTask = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        /^(AWS_|MILLRACE_)/.test(entry[0]) && entry[1] !== undefined,
    ),
  )

async function anySubnet(endpoint: string): Promise<string> {
  const response = await fetch(`${endpoint}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/ec2/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: 'Action=DescribeSubnets&Version=2016-11-15',
  })
  const found = /<subnetId>([^<]+)</.exec(await response.text())
  if (found?.[1] === undefined) throw new Error('moto has no default subnet')
  return found[1]
}
