import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import {
  CreateStateMachineCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import {
  deployedName,
  type FunctionName,
  functionNames,
  task,
} from '../../../contracts/deployment.ts'
import type { ObjectStore } from '../../../contracts/ports/object-store.ts'
import { S3ObjectStore } from '../../../platform/aws/s3-object-store.ts'
import { runLimits } from '../../../stacks/functions.ts'
import { type StateMachineParts, stateMachine } from '../../../stacks/state-machine.ts'
import { bundleOf } from '../functions/world.ts'
import { makeBucket, ownerClient, processVariables } from '../lake/bucket.ts'
import { type LambdaRuntime, startLambda } from '../servers/lambda-runtime.ts'
import { callMoto, defaultSubnet } from '../servers/moto-call.ts'
import { addRunners } from '../servers/runners.ts'
import { drain, Queue } from '../servers/sqs.ts'
import { Topic } from '../servers/topic.ts'
import { moto, required } from '../world.ts'
import { type Execution, settledExecutions, stepFunctions } from './executions.ts'

export interface DeploymentOptions {
  /** Environment of the projects; with the project it names the Glue database. */
  readonly env: string
  /** Folder of the projects. */
  readonly projects: string
  /** The moment (ISO 8601) that functions and tasks take for now. */
  readonly now: string
  readonly limits?: Partial<StateMachineParts>
  /** Address of the S3 server that a function talks to. @default the S3 server itself */
  readonly s3Endpoint?: (name: FunctionName | 'task') => string
}

/**
 * What `sst deploy` makes, on the stand-ins: bucket, rule of the event bus, queues, every function as bundled behind the
 * Runtime API, the task as a process of its own, and the state machine of `stacks/`, performed by moto.
 */
export interface Deployment {
  readonly env: string
  readonly lake: string
  readonly bucket: string
  readonly store: ObjectStore
  readonly functions: Readonly<Record<FunctionName, LambdaRuntime>>
  /** What is put aside because it could not be used. */
  readonly dead: Queue
  /** What people are told through. */
  readonly topic: Topic
  /** Puts an object into the bucket as any S3 client does, and tells the event bus what S3 would. */
  put(key: string, body: Uint8Array): Promise<void>
  /** Tells the event bus of an object again. */
  tell(key: string): Promise<void>
  /** Hands what waits in the queue to the function `arrival`. */
  deliver(): Promise<void>
  /** Waits until nothing runs; every execution there was, the oldest first. */
  settled(): Promise<readonly Execution[]>
  /** Starts an execution, as somebody may by hand. */
  execute(name: string, input: object): Promise<void>
  /** Variables that functions get from now on; those at work are ended. */
  change(variables: Readonly<Record<string, string>>): Promise<void>
  /** Everything that functions and tasks printed. */
  log(): string
  stop(): Promise<void>
}

const account = '123456789012'
const region = 'us-east-1'

export async function deploy(options: DeploymentOptions): Promise<Deployment> {
  const stage = `s${randomBytes(4).toString('hex')}`
  const bucket = await makeBucket()
  const lake = `s3://${bucket}`
  const sfn = stepFunctions()
  const { endpoint } = required(moto)
  const client = ownerClient()
  const topic = await Topic.create(endpoint, `told-${stage}`)
  const variables: Record<string, string> = {
    ...processVariables(),
    MILLRACE_LAKE: lake,
    MILLRACE_ENV: options.env,
    MILLRACE_STAGE: stage,
    MILLRACE_PROJECTS: options.projects,
    MILLRACE_NOW: options.now,
    MILLRACE_TOPIC: topic.arn,
  }
  await makeTask(stage, variables, options)
  const machine = await makeMachine(sfn, stage, bucket, options)
  variables['MILLRACE_STATE_MACHINE'] = machine
  const functions = await startFunctions(stage, variables, options)
  await addRunners(required(moto).runners, {
    functions: byDeployedName(stage, functions),
    tasks: {
      [task.family(stage)]: [
        process.execPath,
        join((await bundleOf('train')).folder, task.command[1]),
      ],
    },
  })
  const dead = await Queue.create(endpoint, `dead-${stage}`)
  const queue = await Queue.create(endpoint, `arrivals-${stage}`, { queue: dead, receives: 3 })
  await makeRule(stage, bucket, queue)
  const all = Object.values(functions)
  const tell = (key: string) => tellBus(bucket, key)
  return {
    ...{ env: options.env, lake, bucket, functions, dead, topic, tell },
    store: new S3ObjectStore({ bucket, client }),
    async put(key, body) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }))
      await tell(key)
    },
    deliver: () => drain(queue, functions.arrival),
    settled: () => settledExecutions(sfn, machine),
    async execute(name, input) {
      const started = { stateMachineArn: machine, name, input: JSON.stringify(input) }
      await sfn.send(new StartExecutionCommand(started))
    },
    async change(changed) {
      Object.assign(variables, changed)
      await registerTask(stage, variables, options)
      for (const lambda of all) lambda.kill()
    },
    log: () => all.map((lambda) => lambda.log()).join(''),
    async stop() {
      await Promise.all(all.map((lambda) => lambda.stop()))
      client.destroy()
      sfn.destroy()
    },
  }
}

async function startFunctions(
  stage: string,
  variables: Record<string, string>,
  options: DeploymentOptions,
): Promise<Record<FunctionName, LambdaRuntime>> {
  const started = functionNames.map(async (name) => {
    const lambda = await startLambda({
      name: deployedName(stage, name),
      bundle: (await bundleOf(name)).folder,
      handler: `functions/${name}.handler`,
      timeoutSeconds: 600,
      concurrency: 2,
      // Read whenever a process starts, so that what changes counts from then on.
      env: new Proxy(variables, {
        get: (all, variable: string) =>
          variable === 'AWS_ENDPOINT_URL_S3' && options.s3Endpoint !== undefined
            ? options.s3Endpoint(name)
            : all[variable],
      }),
    })
    return [name, lambda] as const
  })
  return Object.fromEntries(await Promise.all(started)) as Record<FunctionName, LambdaRuntime>
}

const byDeployedName = (stage: string, functions: Readonly<Record<string, LambdaRuntime>>) =>
  Object.fromEntries(
    Object.entries(functions).map(([name, { url }]) => [deployedName(stage, name), url]),
  )

async function makeTask(
  stage: string,
  variables: Readonly<Record<string, string>>,
  options: DeploymentOptions,
): Promise<void> {
  const { endpoint } = required(moto)
  await callMoto(endpoint, 'ecs', 'CreateCluster', { clusterName: `millrace-${stage}` })
  await registerTask(stage, variables, options)
}

/** The newest definition of a family counts. */
async function registerTask(
  stage: string,
  variables: Readonly<Record<string, string>>,
  { s3Endpoint }: DeploymentOptions,
): Promise<void> {
  const own = s3Endpoint === undefined ? {} : { AWS_ENDPOINT_URL_S3: s3Endpoint('task') }
  const environment = Object.entries({ ...variables, ...own, AWS_DEFAULT_REGION: region })
  await callMoto(required(moto).endpoint, 'ecs', 'RegisterTaskDefinition', {
    family: task.family(stage),
    ...{ requiresCompatibilities: ['FARGATE'], networkMode: 'awsvpc' },
    ...{ cpu: '1024', memory: '2048' },
    containerDefinitions: [
      {
        ...{ name: task.container, image: 'millrace', memory: 2048 },
        environment: environment.map(([name, value]) => ({ name, value })),
      },
    ],
  })
}

async function makeMachine(
  sfn: SFNClient,
  stage: string,
  bucket: string,
  { limits }: DeploymentOptions,
): Promise<string> {
  const functions = Object.fromEntries(
    functionNames.map((name) => [
      name,
      `arn:aws:lambda:${region}:${account}:function:${deployedName(stage, name)}`,
    ]),
  ) as StateMachineParts['functions']
  const definition = stateMachine({
    functions,
    fargate: {
      cluster: `arn:aws:ecs:${region}:${account}:cluster/millrace-${stage}`,
      taskDefinition: `arn:aws:ecs:${region}:${account}:task-definition/${task.family(stage)}`,
      subnets: [await defaultSubnet(required(moto).endpoint)],
      ...{ securityGroups: [], publicIp: false },
    },
    lake: { bucket, prefix: '' },
    ...runLimits,
    ...limits,
  })
  const { stateMachineArn = '' } = await sfn.send(
    new CreateStateMachineCommand({
      name: deployedName(stage, 'pipeline'),
      roleArn: `arn:aws:iam::${account}:role/pipeline`,
      definition: JSON.stringify(definition),
    }),
  )
  return stateMachineArn
}

/** The rule of `stacks/aws/orchestration.ts`. */
async function makeRule(stage: string, bucket: string, queue: Queue): Promise<void> {
  const { endpoint } = required(moto)
  const rule = deployedName(stage, 'landed')
  const pattern = {
    source: ['aws.s3'],
    'detail-type': ['Object Created', 'Object Deleted'],
    detail: { bucket: { name: [bucket] }, object: { key: [{ prefix: 'landing/' }] } },
  }
  await callMoto(endpoint, 'events', 'PutRule', {
    Name: rule,
    EventPattern: JSON.stringify(pattern),
  })
  const Arn = `arn:aws:sqs:${region}:${account}:${queue.url.split('/').at(-1)}`
  await callMoto(endpoint, 'events', 'PutTargets', { Rule: rule, Targets: [{ Id: '1', Arn }] })
}

/** What S3 tells EventBridge of a new object. */
async function tellBus(bucket: string, key: string): Promise<void> {
  const detail = {
    version: '0',
    bucket: { name: bucket },
    object: { key, size: 1, 'version-id': '1', sequencer: '00617F08299329D189' },
    reason: 'PutObject',
  }
  const answer = await callMoto<{ FailedEntryCount: number }>(
    required(moto).endpoint,
    'events',
    'PutEvents',
    {
      Entries: [{ Source: 'aws.s3', DetailType: 'Object Created', Detail: JSON.stringify(detail) }],
    },
  )
  if (answer.FailedEntryCount > 0) throw new Error(JSON.stringify(answer))
}
