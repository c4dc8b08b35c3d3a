import { deployedName, type FunctionName, scratchDatabase, task } from '../contracts/deployment.ts'

/** Where a stage stands. The key is known only once it is created, so it is named apart. */
export interface Place {
  readonly partition: string
  readonly account: string
  readonly region: string
  readonly stage: string
  /** Key of the stage, by which everything at rest is encrypted. */
  readonly keyArn: string
}

export type Names = ReturnType<typeof namesOf>
/** What is known before the key is. */
export type StageNames = Omit<Names, 'keyArn'>

/** Every name and ARN of a stage that follows from where it stands. Policies are written from it, before anything exists. */
export function namesOf(place: Place) {
  const { partition, account, region, stage, keyArn } = place
  const named = (name: string) => deployedName(stage, name)
  const arn = (service: string, rest: string) =>
    `arn:${partition}:${service}:${region}:${account}:${rest}`
  const global = (service: string, rest: string) =>
    `arn:${partition}:${service}::${account}:${rest}`
  const bucketArn = (bucket: string) => `arn:${partition}:s3:::${bucket}`
  const lakeBucket = named(`lake-${account}`)
  const resultsBucket = named(`athena-${account}`)
  const logsBucket = named(`logs-${account}`)
  const stateMachine = named('pipeline')
  const cluster = named('tasks')
  return {
    ...place,
    keyAlias: `alias/${named('data')}`,
    keyArn,
    lakeBucket,
    lakeArn: bucketArn(lakeBucket),
    resultsBucket,
    resultsArn: bucketArn(resultsBucket),
    logsBucket,
    logsArn: bucketArn(logsBucket),
    lake: `s3://${lakeBucket}`,
    function: (name: FunctionName) => named(name),
    functionArn: (name: FunctionName) => arn('lambda', `function:${named(name)}`),
    logGroup: (name: string) => `/millrace/${stage}/${name}`,
    logGroupArn: (name: string) => arn('logs', `log-group:/millrace/${stage}/${name}`),
    role: (name: string) => named(name),
    roleArn: (name: string) => global('iam', `role/${named(name)}`),
    stateMachine,
    stateMachineArn: arn('states', `stateMachine:${stateMachine}`),
    executionArns: arn('states', `execution:${stateMachine}:*`),
    /** Runs of the shards of one execution; `label` is of the Map state. */
    mapRunArns: arn('states', `mapRun:${stateMachine}/*:*`),
    shardExecutionArns: arn('states', `execution:${stateMachine}/*:*`),
    arrivals: named('arrivals'),
    arrivalsArn: arn('sqs', named('arrivals')),
    deadArrivals: named('arrivals-dead'),
    deadArrivalsArn: arn('sqs', named('arrivals-dead')),
    deadCalls: named('calls-dead'),
    deadCallsArn: arn('sqs', named('calls-dead')),
    arrivalsRule: named('landed'),
    arrivalsRuleArn: arn('events', `rule/${named('landed')}`),
    topic: named('alarms'),
    topicArn: arn('sns', named('alarms')),
    workgroup: named('queries'),
    workgroupArn: arn('athena', `workgroup/${named('queries')}`),
    scratchDatabase: scratchDatabase(named('queries')),
    cluster,
    clusterArn: arn('ecs', `cluster/${cluster}`),
    taskArns: arn('ecs', `task/${cluster}/*`),
    taskFamily: task.family(stage),
    taskDefinitionArns: arn('ecs', `task-definition/${task.family(stage)}:*`),
    image: named('task'),
    imageArn: arn('ecr', `repository/${named('task')}`),
    scheduleGroup: named('schedules'),
    scheduleArns: arn('scheduler', `schedule/${named('schedules')}/*`),
    ecsRuleArn: arn('events', 'rule/StepFunctionsGetEventsForECSTaskRule'),
    catalogArn: arn('glue', 'catalog'),
    databaseArn: (database: string) => arn('glue', `database/${database}`),
    tableArns: (database: string) => arn('glue', `table/${database}/*`),
    identityProviderArn: global('iam', 'oidc-provider/token.actions.githubusercontent.com'),
    everyArn: arn,
    globalArn: global,
  }
}

/** Name of the Glue database of a project in an environment. */
export const databaseName = (project: string, environment: string): string =>
  `${project}_${environment}`
