import { type FunctionName, task } from '../contracts/deployment.ts'
import type { StepName } from '../contracts/records/run.ts'
import { pipelineSteps } from '../pipeline/index.ts'
import { type Json, type State, superseded, transient, uncertain } from './asl.ts'

/** What the state machine of a stage calls, and its limits. */
export interface StateMachineParts {
  /** ARN of every function. */
  readonly functions: Readonly<Record<FunctionName, string>>
  readonly fargate: {
    readonly cluster: string
    readonly taskDefinition: string
    readonly subnets: readonly string[]
    readonly securityGroups: readonly string[]
    readonly publicIp: boolean
  }
  /** Where the lake lies; `prefix` is empty or ends in "/". */
  readonly lake: { readonly bucket: string; readonly prefix: string }
  /** Bytes that a step may read on Lambda; more goes to Fargate. */
  readonly lambdaBytes: number
  /** Shards at work at once. */
  readonly shardsAtOnce: number
  /** Share of shards that may fail for good; what they left undone is done at the end. */
  readonly toleratedPercent: number
  /** Seconds that a run waits for somebody to approve a model. */
  readonly approvalSeconds: number
}

/** A step of the pipeline, as far as the machine has to know it. */
export interface MachineStep {
  readonly name: StepName
  /** Its work is cut into shards. */
  readonly shared: boolean
}

/** A state machine in Amazon States Language (JSONPath). */
export interface StateMachine {
  readonly Comment: string
  readonly QueryLanguage: 'JSONPath'
  readonly StartAt: string
  readonly TimeoutSeconds: number
  readonly States: Readonly<Record<string, State>>
}

/** Which function performs a step on Lambda. */
const functionOf: Readonly<Record<StepName, FunctionName>> = {
  arrive: 'transform',
  transform: 'transform',
  embed: 'embed',
  train: 'train',
  retrain: 'train',
  register: 'register',
  score: 'score',
  monitor: 'monitor',
}

/** Lambda ends a function after 15 minutes; a task may work for half a day; nothing takes a week. */
const seconds = { lambda: 930, light: 120, fargate: 12 * 3600, run: 7 * 86_400 }

/**
 * The state machine of a stage, made from the steps of the pipeline: one that is added there appears here. Every run goes
 * through it from the top; steps that it was not asked for are passed over.
 */
export function stateMachine(
  parts: StateMachineParts,
  steps: readonly MachineStep[] = pipelineSteps,
): StateMachine {
  const first = (index: number) => (index < steps.length ? wanted(steps[index].name) : 'Close')
  const performing = steps.map((step, index) => statesOf(parts, step, first(index + 1)))
  return {
    Comment: 'A run of Millrace: every step of the pipeline, on Lambda or on Fargate.',
    QueryLanguage: 'JSONPath',
    StartAt: 'Wait for more',
    TimeoutSeconds: seconds.run,
    States: Object.assign(
      {},
      beginning(parts, first(0)),
      ...performing,
      ending(parts),
      failing(parts),
    ),
  }
}

const wanted = (step: StepName) => `Is ${step} wanted?`

function beginning(parts: StateMachineParts, next: string): Record<string, State> {
  return {
    'Wait for more': { Type: 'Wait', SecondsPath: '$.window_seconds', Next: 'Begin' },
    Begin: {
      ...call(parts, 'run', {
        action: 'begin',
        'project.$': '$.project',
        'generation.$': '$.generation',
        'execution.$': '$$.Execution.Name',
        'started_at.$': '$$.Execution.StartTime',
      }),
      ResultSelector: { 'answer.$': '$.Payload' },
      ResultPath: '$.run',
      Next: 'Is it its turn?',
    },
    'Is it its turn?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.run.answer.begun', BooleanEquals: true, Next: next }],
      Default: 'Superseded',
    },
    Superseded: { Type: 'Succeed', Comment: 'Another run does what this one was to do.' },
  }
}

function statesOf(
  parts: StateMachineParts,
  { name, shared }: MachineStep,
  next: string,
): Record<string, State> {
  const hook = hooks[name]?.(parts, next) ?? {}
  const after = Object.keys(hook)[0] ?? next
  const inner = shared ? sharedStates(parts, name, after) : wholeStates(parts, name, after)
  return {
    [wanted(name)]: {
      Type: 'Choice',
      Choices: [
        { Variable: `$.run.answer.wants.${name}`, BooleanEquals: true, Next: `Size ${name}` },
      ],
      Default: next,
    },
    [`Size ${name}`]: {
      ...call(parts, functionOf[name], stepEvent(name, 'size'), seconds.lambda),
      ResultSelector: { 'bytes.$': '$.Payload.bytes' },
      ResultPath: '$.size',
      Next: Object.keys(inner)[0],
    },
    ...inner,
    ...hook,
  }
}

const wholeStates = (parts: StateMachineParts, name: StepName, next: string) =>
  placed(parts, name, 'whole', performed(parts, name, 'whole', next))

/** Plan, shards side by side, and a finish that does what is left of them. */
function sharedStates(
  parts: StateMachineParts,
  name: StepName,
  next: string,
): Record<string, State> {
  const plan = {
    ...call(parts, functionOf[name], stepEvent(name, 'plan'), seconds.lambda),
    ResultSelector: { 'shards.$': '$.Payload.shards', 'list.$': '$.Payload.list' },
    ResultPath: '$.plan',
    Next: `Has ${name} shards?`,
  }
  return {
    ...placed(parts, name, 'plan', plan),
    [`Has ${name} shards?`]: {
      Type: 'Choice',
      Choices: [{ Variable: '$.plan.shards', NumericGreaterThan: 0, Next: shardsState(name) }],
      Default: place(name, 'finish'),
    },
    [shardsState(name)]: shardMap(parts, name, place(name, 'finish')),
    ...placed(parts, name, 'finish', performed(parts, name, 'finish', next)),
  }
}

type Placed = 'whole' | 'plan' | 'finish'

const titleOf = (name: StepName, part: Placed) =>
  part === 'whole' ? capital(name) : `${capital(part)} ${name}`
const place = (name: StepName, part: Placed) =>
  `Where does ${titleOf(name, part).toLowerCase()} fit?`
const shardsState = (name: StepName) => `${capital(name)} shards`
const capital = (name: string) => name[0].toUpperCase() + name.slice(1)

const performed = (
  parts: StateMachineParts,
  name: StepName,
  part: 'whole' | 'finish',
  next: string,
): State => ({
  ...call(parts, functionOf[name], stepEvent(name, part), seconds.lambda),
  ResultSelector: { 'verdict.$': '$.Payload.verdict', 'output.$': '$.Payload.output' },
  ResultPath: '$.step',
  Next: next,
})

/** By its size on a function, or on a task; what the task did the function then only reads from the registry. */
function placed(
  parts: StateMachineParts,
  name: StepName,
  part: Placed,
  onLambda: State,
): Record<string, State> {
  const title = titleOf(name, part)
  return {
    [place(name, part)]: {
      Type: 'Choice',
      Choices: [
        {
          Variable: '$.size.bytes',
          NumericGreaterThan: parts.lambdaBytes,
          Next: `Prepare task: ${title.toLowerCase()}`,
        },
      ],
      Default: title,
    },
    [`Prepare task: ${title.toLowerCase()}`]: {
      Type: 'Pass',
      Parameters: stepEvent(name, part),
      ResultPath: '$.event',
      Next: `${title} on Fargate`,
    },
    [`${title} on Fargate`]: { ...onFargate(parts), ResultPath: '$.task', Next: title },
    [title]: onLambda,
  }
}

const stepEvent = (step: StepName, part: Placed | 'size'): Record<string, Json> => ({
  'project.$': '$.project',
  'generation.$': '$.generation',
  'run_id.$': '$.run.answer.run_id',
  'run_date.$': '$.run.answer.run_date',
  'command.$': '$.run.answer.command',
  'steps.$': '$.run.answer.steps',
  'scope.$': '$.run.answer.scope',
  step,
  part,
})

/** A function is asked again after what may be gone by then; anything else ends the run. */
const call = (
  { functions }: StateMachineParts,
  name: FunctionName,
  payload: Json,
  timeout: number = seconds.light,
): State => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: functions[name], Payload: payload },
  TimeoutSeconds: timeout,
  Retry: [transient, uncertain],
  Catch: [superseded, { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'End failed' }],
})

const onFargate = ({ fargate }: StateMachineParts): State => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::ecs:runTask.sync',
  Parameters: {
    LaunchType: 'FARGATE',
    Cluster: fargate.cluster,
    TaskDefinition: fargate.taskDefinition,
    PropagateTags: 'TASK_DEFINITION',
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        Subnets: fargate.subnets,
        SecurityGroups: fargate.securityGroups,
        AssignPublicIp: fargate.publicIp ? 'ENABLED' : 'DISABLED',
      },
    },
    Overrides: {
      ContainerOverrides: [
        {
          Name: task.container,
          Environment: [{ Name: 'MILLRACE_EVENT', 'Value.$': 'States.JsonToString($.event)' }],
        },
      ],
    },
  },
  TimeoutSeconds: seconds.fargate,
  Retry: [transient, uncertain],
  Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'End failed' }],
})

/** Shards are read from their list in the lake, so that their number has no limit. A child lives as long as a function may. */
function shardMap(parts: StateMachineParts, name: StepName, next: string): State {
  const { bucket, prefix } = parts.lake
  const { Catch: _, ...perform } = call(
    parts,
    functionOf[name],
    { ...shardEvent, step: name, part: 'shard' },
    seconds.lambda,
  )
  return {
    Type: 'Map',
    Label: `${capital(name)}Shards`,
    MaxConcurrency: parts.shardsAtOnce,
    ToleratedFailurePercentage: parts.toleratedPercent,
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON' },
      Parameters: { Bucket: bucket, 'Key.$': `States.Format('${prefix}{}', $.plan.list)` },
    },
    ItemSelector: {
      ...stepEvent(name, 'whole'),
      'shard.$': '$$.Map.Item.Value.index',
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: `${capital(name)} a shard`,
      States: { [`${capital(name)} a shard`]: { ...perform, End: true } },
    },
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { Bucket: bucket, Prefix: `${prefix}shards/results` },
    },
    ResultPath: '$.map',
    Retry: [transient],
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'End failed' }],
    Next: next,
  }
}

const shardEvent: Record<string, Json> = {
  'project.$': '$.project',
  'run_id.$': '$.run_id',
  'run_date.$': '$.run_date',
  'command.$': '$.command',
  'steps.$': '$.steps',
  'scope.$': '$.scope',
  'shard.$': '$.shard',
}

/** What follows a step because of what it found; the first state is entered after the step. */
const hooks: Partial<
  Record<StepName, (parts: StateMachineParts, next: string) => Record<string, State>>
> = {
  register: (parts, next) => ({
    'Does it wait for approval?': {
      Type: 'Choice',
      Choices: [
        { Variable: '$.step.verdict', StringEquals: 'waits', Next: 'Tell that approval is asked' },
      ],
      Default: next,
    },
    'Tell that approval is asked': tell(parts, approvalNotice('approval_asked'), 'Approval'),
    Approval: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: parts.functions.approve,
        Payload: {
          action: 'ask',
          ...ofRun,
          'model_version.$': '$.step.output.model_version',
          'task_token.$': '$$.Task.Token',
          expires_seconds: parts.approvalSeconds,
        },
      },
      TimeoutSeconds: parts.approvalSeconds,
      ResultPath: '$.approval',
      Retry: [transient],
      Catch: [
        { ErrorEquals: ['States.Timeout'], ResultPath: '$.error', Next: 'Approval expired' },
        { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'End failed' },
      ],
      Next: next,
    },
    'Approval expired': {
      ...call(parts, 'approve', { action: 'expire', ...ofRun }),
      ResultPath: null,
      Next: 'Tell that approval expired',
    },
    'Tell that approval expired': tell(parts, approvalNotice('approval_expired'), next),
  }),
  monitor: (parts, next) => ({
    'Is it to be retrained?': {
      Type: 'Choice',
      Choices: [
        { Variable: '$.step.verdict', StringEquals: 'retrain', Next: 'Ask for a retraining' },
      ],
      Default: next,
    },
    'Ask for a retraining': {
      ...call(parts, 'run', { action: 'retrain', ...ofRun }),
      ResultSelector: { 'answer.$': '$.Payload' },
      ResultPath: '$.retraining',
      Next: 'Tell of drift',
    },
    'Tell of drift': tell(
      parts,
      { kind: 'drift', ...ofRun, 'reasons.$': '$.step.output.reasons' },
      next,
    ),
  }),
}

const ofRun = { 'project.$': '$.project', 'run_id.$': '$$.Execution.Name' }

const approvalNotice = (kind: string): Record<string, Json> => ({
  kind,
  ...ofRun,
  'model_version.$': '$.step.output.model_version',
})

/** People are told; that they could not be told stops nothing. */
const tell = (parts: StateMachineParts, notice: Json, next: string): State => ({
  ...call(parts, 'notify', notice),
  Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.untold', Next: next }],
  ResultPath: null,
  Next: next,
})

/** What is published tells of a run that is over; the turn is given back after that, so that the next run publishes later. */
const ending = (parts: StateMachineParts): Record<string, State> => ({
  Close: {
    ...call(parts, 'run', { action: 'close', ...ofRun }),
    ResultPath: null,
    Next: 'Publish',
  },
  Publish: {
    ...call(parts, 'publish', { 'project.$': '$.project' }, seconds.lambda),
    ResultPath: null,
    Next: 'End',
  },
  End: {
    ...call(parts, 'run', { action: 'end', ...ofRun, 'generation.$': '$.generation' }),
    ResultSelector: { 'answer.$': '$.Payload' },
    ResultPath: '$.end',
    Next: 'Did the gate refuse?',
  },
  'Did the gate refuse?': {
    Type: 'Choice',
    Choices: [
      { Variable: '$.end.answer.status', StringEquals: 'stopped', Next: 'Tell of the refusal' },
    ],
    Default: 'Done',
  },
  'Tell of the refusal': tell(
    parts,
    { kind: 'refused', ...ofRun, 'reasons.$': 'States.Array($.end.answer.message)' },
    'Done',
  ),
  Done: { Type: 'Succeed' },
})

/** The run is marked as failed, so that the next one can begin; then people are told what to do. */
const failing = (parts: StateMachineParts): Record<string, State> => ({
  'End failed': {
    ...call(parts, 'run', {
      action: 'fail',
      ...ofRun,
      'generation.$': '$.generation',
      'error.$': '$.error',
    }),
    Catch: [
      { ErrorEquals: ['States.ALL'], ResultPath: '$.unended', Next: 'Keep the failure as it came' },
    ],
    ResultSelector: { 'error.$': '$.Payload.error' },
    ResultPath: '$.failure',
    Next: 'Tell of the failure',
  },
  'Keep the failure as it came': {
    Type: 'Pass',
    Parameters: { error: { Error: 'Step.Failed', 'Cause.$': '$.error.Cause' } },
    ResultPath: '$.failure',
    Next: 'Tell of the failure',
  },
  'Tell of the failure': tell(
    parts,
    { kind: 'failed', ...ofRun, 'error.$': '$.failure.error' },
    'Failed',
  ),
  Failed: { Type: 'Fail', ErrorPath: '$.failure.error.Error', CausePath: '$.failure.error.Cause' },
})
