import { functionNames } from '../contracts/deployment.ts'
import type { State } from '../stacks/asl.ts'
import { type StateMachine, type StateMachineParts, stateMachine } from '../stacks/state-machine.ts'

/** Names in the place of ARNs: the picture has none of them. */
const example: StateMachineParts = {
  functions: Object.fromEntries(
    functionNames.map((name) => [name, name]),
  ) as StateMachineParts['functions'],
  fargate: { cluster: '', taskDefinition: '', subnets: [], securityGroups: [], publicIp: false },
  lake: { bucket: 'lake', prefix: '' },
  lambdaBytes: 1,
  shardsAtOnce: 1,
  toleratedPercent: 1,
  approvalSeconds: 1,
}

/** docs/aws/state-machine.md: how a run goes on AWS, drawn from the machine itself. */
export function stateMachinePage(made: string): string {
  const machine = stateMachine(example)
  return [
    '# The state machine',
    '',
    made,
    '',
    text.trim(),
    '',
    '## A run',
    '',
    'Steps that a run was not asked for are passed over; where a step is performed is left out here.',
    '',
    ...picture(machine, isMainLine),
    '',
    '## A step whose work is shared out',
    '',
    'Scoring, with every state. A step that is not cut into shards has the same, without plan, shards and finish.',
    '',
    ...picture(machine, (name) => /score/i.test(name)),
    '',
  ].join('\n')
}

const text = `
One Standard state machine a stage (JSONPath) performs every run: \`run\`, \`train\`, \`score\`, \`retrain\` and what arrivals and schedules ask for. \`stacks/state-machine.ts\` makes it from the list of steps in
\`pipeline/steps.ts\`: a step that is added there appears in it. Its states call the functions of \`functions/\`; the registry documents of a run are the same as on a laptop, and \`millrace runs\` shows both.

- **Begin.** The input is a generation of a project's queue. The machine waits the window, then the function \`run\` marks the generation as running and begins the run: its id is the execution's name, its date the
  day the execution was started. An execution whose turn it is not ends at once (\`Superseded\`).
- **Lambda or Fargate.** Before each step its function is asked for the bytes that it would read. More than \`lambdaBytes\` goes to the task on Fargate (\`ecs:runTask.sync\`, the event in \`MILLRACE_EVENT\`). After the
  task the function is called as well: it finds the step recorded and only reads it.
- **Shards.** \`embed\` and \`score\` are plan → shards → finish. The plan keeps the list of shards as a JSON array in the lake (\`shards/<project>/<run>/<step>.json\`), a Distributed Map reads it, so their number has no
  limit; children are Standard, as a shard may take as long as a function may (Express ends after five minutes). Results of the children are written to \`shards/results\`. Some shards may fail for good: the
  finish does what they left undone, so nothing is lost; if it cannot either, the step fails.
- **Failures.** Only what may be gone by the next attempt is tried again (Lambda's and ECS's own faults, \`contracts/transient-errors.ts\`), up to six times, with exponential backoff and full jitter; what was cut off
  by a timeout once more. Everything else ends the run: its queue is freed, the topic is told what happened and what to do, the execution fails with the error's code. Finished steps are kept.
- **Redrive.** Steps are recorded once and go on where they stopped, so a redriven execution continues. Each step checks that it is still its turn: once a newer run has begun, the redriven one ends as superseded.
- **Approval.** With \`approval: manual\`, a version that passed the gate makes the run wait with a task token (kept in \`registry/approval_requests/\`). \`millrace models approve\` moves the alias and answers it; \`millrace
  models refuse\` answers no. Either way the run goes on, with the champion there then is. When nobody answers in \`approvalSeconds\`, the alias stays, people are told, and the run goes on; the version can be
  approved later. While a run waits, later wishes of the project wait too.
- **Drift.** When monitoring's verdict is \`retrain\`, the run asks the queue for a retraining, once within \`monitoring.retrain_cooldown_hours\` (the wish stands in \`registry/retrain_wishes/\`). A retraining neither
  scores nor monitors, so it cannot ask for the next one.
- **Times.** Every task has a timeout: functions 930 s, light ones 120 s, tasks 12 hours, the whole run 7 days. There are no heartbeats between states: Lambda's own limit is shorter than any useful one, \`.sync\`
  watches the task itself, and a person sends none. The task sends them when its event carries a token.

From a terminal: \`millrace run PROJECT --remote\` (also \`train\`, \`score\`, \`retrain\`) with \`MILLRACE_STATE_MACHINE\` set prints the run and where to watch it; \`millrace runs --remote\` lists what is under way.

What was run (\`npm run test:aws -- tests/aws/state-machine\`): the definition above in moto's interpreter, with the pipeline on a real S3 server behind its functions, and the task as a process of its own. An execution
of \`run\` on 1,500 reviews reached the score shards 11 s after its start, training included; the test of it takes 17 to 39 s with the machine's load. What moto cannot do was done otherwise: it has no redrive (a second machine of the same definition starts an execution of the same name),
and it tolerated any share of failed shards (\`tests/aws/servers/moto/step_functions.py\` mends that). Not shown: Step Functions' own throttling, the Fargate scheduler, Express children.
`

const isMainLine = (name: string, { Type }: State): boolean =>
  Type !== 'Choice' && Type !== 'Pass' && !/^Size |on Fargate$/.test(name)

/** A flow chart of the states that are shown; ways through the others lead to the next one that is. */
function picture(
  { States, StartAt }: StateMachine,
  shown: (name: string, state: State) => boolean,
): string[] {
  const names = Object.keys(States)
  const id = (name: string) => `s${names.indexOf(name)}`
  const visible = (name: string) => shown(name, States[name] as State)
  const edges = new Set<string>()
  for (const from of names.filter(visible))
    for (const to of nextShown(States, from, visible)) edges.add(`  ${id(from)} --> ${id(to)}`)
  const all = [...edges]
  const met = names.filter((name) => all.some((edge) => edge.split(/ +/).includes(id(name))))
  const boxes = met.map((name) => `  ${id(name)}${box(name, States[name] as State)}`)
  const start = visible(StartAt) ? [`  start(( )) --> ${id(StartAt)}`] : []
  return ['```mermaid', 'flowchart TD', ...boxes, ...start, ...all, '```']
}

function nextShown(
  states: Readonly<Record<string, State>>,
  from: string,
  visible: (name: string) => boolean,
  seen: ReadonlySet<string> = new Set(),
): string[] {
  const targets = targetsOf(states[from] as State)
  // Of a question whether a step is wanted the picture of a run follows the yes.
  const followed = from.endsWith('wanted?') && !visible(from) ? targets.slice(0, 1) : targets
  return followed.flatMap((name) => {
    if (visible(name)) return [name]
    return seen.has(name) ? [] : nextShown(states, name, visible, new Set([...seen, name]))
  })
}

/** Where a state leads: ends of waiting too, but not failures, which all lead to the same place. */
function targetsOf(state: State): string[] {
  const caught = (state['Catch'] ?? []) as readonly { ErrorEquals: string[]; Next: string }[]
  const choices = (state['Choices'] ?? []) as readonly { Next: string }[]
  return [
    ...choices.map(({ Next }) => Next),
    ...[state['Next'], state['Default']].filter((name) => typeof name === 'string'),
    ...caught.flatMap(({ ErrorEquals, Next }) =>
      ErrorEquals.includes('States.Timeout') ? [Next] : [],
    ),
  ]
}

function box(name: string, { Type }: State): string {
  const quoted = `"${name}"`
  if (Type === 'Choice') return `{${quoted}}`
  if (Type === 'Map') return `[[${quoted}]]`
  return Type === 'Succeed' || Type === 'Fail' ? `([${quoted}])` : `[${quoted}]`
}
