import type { FunctionName } from '../contracts/deployment.ts'
import type { Area } from './areas.ts'

/** People, by what they do. */
export const humanRoles = ['data-scientist', 'data-engineer', 'ml-engineer', 'admin'] as const
export type HumanRole = (typeof humanRoles)[number]

/** What acts by itself. `task-start` pulls the image and opens the log; `planner` and `deployer` are GitHub's. */
export type MachineRole =
  | FunctionName
  | 'task'
  | 'task-start'
  | 'state-machine'
  | 'scheduler'
  | 'planner'
  | 'deployer'
export type Role = HumanRole | MachineRole

/** What can be done with a part of the lake. */
export type LakeVerb = 'read' | 'write' | 'remove'
/** What can be done with the rest; `rights.ts` says by which calls. */
export type ServiceVerb =
  | 'query with Athena'
  | 'make tables with Athena'
  | 'read the catalog'
  | 'write the catalog'
  | 'watch runs'
  | 'start runs'
  | 'stop and redrive runs'
  | 'answer approvals'
  | 'show that it lives'
  | 'watch logs and alarms'
  | 'tell people'
  | 'take arrivals from the queue'
  | 'look at dead messages'
  | 'log and trace'
  | 'start from the image'
  | 'perform steps'
  | 'call the arrival function'
  | 'plan deployments'
  | 'deploy'

export type Right =
  | { readonly who: readonly Role[]; readonly may: LakeVerb; readonly what: readonly Area[] }
  | { readonly who: readonly Role[]; readonly may: ServiceVerb }

const people = humanRoles
const steps = ['transform', 'embed', 'train', 'register', 'score', 'monitor', 'task'] as const
const functions = ['arrival', 'run', 'approve', 'publish', 'notify', ...steps] as const

/** Who may do what. What is not here is refused. */
export const whoMayDoWhat: readonly Right[] = [
  // People
  {
    who: ['data-scientist'],
    may: 'read',
    what: ['features', 'vectors', 'encoders', 'models', 'predictions', 'registry'],
  },
  {
    who: ['data-scientist'],
    may: 'write',
    what: [
      'vectors',
      'encoders',
      'models',
      'run records',
      'staging',
      'environments of developers',
      'aliases of developers',
    ],
  },
  {
    who: ['data-engineer'],
    may: 'read',
    what: ['landing', 'quarantine', 'personal layers', 'features', 'predictions', 'registry'],
  },
  {
    who: ['data-engineer'],
    may: 'write',
    what: [
      'landing',
      'quarantine',
      'personal layers',
      'features',
      'table records',
      'run records',
      'queues',
      'staging',
      'environments of developers',
    ],
  },
  {
    who: ['ml-engineer'],
    may: 'read',
    what: [
      'quarantine',
      'personal layers',
      'features',
      'vectors',
      'encoders',
      'models',
      'predictions',
      'registry',
    ],
  },
  {
    who: ['ml-engineer'],
    may: 'write',
    what: [
      'vectors',
      'encoders',
      'models',
      'predictions',
      'monitor reports',
      'run records',
      'queues',
      'approvals',
      'aliases',
      'staging',
      'environments of developers',
    ],
  },
  {
    who: ['admin'],
    may: 'read',
    what: [
      'landing',
      'quarantine',
      'personal layers',
      'features',
      'vectors',
      'encoders',
      'models',
      'predictions',
      'registry',
      'staging',
    ],
  },
  {
    who: ['admin'],
    may: 'write',
    what: ['queues', 'approvals', 'aliases', 'environments', 'run records', 'index', 'done before'],
  },
  {
    who: ['admin'],
    may: 'remove',
    what: [
      'landing',
      'quarantine',
      'personal layers',
      'features',
      'files of models and predictions',
      'staging',
    ],
  },
  // What is written in two moves is looked at in between, and taken away if it came to nothing.
  { who: ['data-scientist', 'data-engineer', 'ml-engineer'], may: 'read', what: ['staging'] },
  { who: ['data-scientist', 'data-engineer', 'ml-engineer'], may: 'remove', what: ['staging'] },
  { who: people, may: 'query with Athena' },
  { who: people, may: 'read the catalog' },
  { who: people, may: 'watch runs' },
  { who: people, may: 'watch logs and alarms' },
  { who: ['data-engineer', 'ml-engineer', 'admin'], may: 'start runs' },
  { who: ['data-engineer', 'ml-engineer', 'admin'], may: 'stop and redrive runs' },
  { who: ['ml-engineer', 'admin'], may: 'answer approvals' },
  // Whoever moves an alias or lands data shows it to query tools at once.
  { who: ['data-engineer', 'ml-engineer', 'admin'], may: 'write the catalog' },
  { who: ['data-engineer', 'ml-engineer', 'admin'], may: 'write', what: ['published registry'] },
  { who: ['data-engineer'], may: 'make tables with Athena' },
  { who: ['data-engineer', 'admin'], may: 'look at dead messages' },

  // Functions and the task
  { who: functions, may: 'log and trace' },
  { who: functions, may: 'read', what: ['registry'] },
  { who: functions, may: 'write', what: ['run records', 'index'] },
  { who: ['arrival', 'run', 'approve', 'notify'], may: 'read', what: ['done before'] },
  { who: ['arrival', 'run', 'approve', 'notify'], may: 'write', what: ['done before'] },
  { who: ['run', 'monitor', 'task'], may: 'write', what: ['queues'] },
  { who: ['run'], may: 'start runs' },
  { who: ['run', 'arrival'], may: 'watch runs' },
  { who: ['arrival'], may: 'read', what: ['landing'] },
  { who: ['arrival'], may: 'write', what: ['queues', 'quarantine'] },
  { who: ['arrival'], may: 'take arrivals from the queue' },
  { who: ['arrival'], may: 'start runs' },
  { who: steps, may: 'read', what: ['staging', 'shards'] },
  { who: steps, may: 'write', what: ['staging', 'shards'] },
  { who: steps, may: 'remove', what: ['staging'] },
  {
    who: ['transform', 'task'],
    may: 'read',
    what: ['landing', 'quarantine', 'personal layers', 'features', 'models', 'encoders'],
  },
  {
    who: ['transform', 'task'],
    may: 'write',
    what: ['quarantine', 'personal layers', 'features', 'table records', 'environments'],
  },
  { who: ['transform', 'task'], may: 'query with Athena' },
  { who: ['transform', 'task'], may: 'make tables with Athena' },
  { who: ['transform', 'task'], may: 'read the catalog' },
  // A step that publishes shows it to query tools at once.
  { who: ['transform', 'register', 'score', 'task', 'publish'], may: 'write the catalog' },
  { who: ['register', 'score', 'publish'], may: 'read the catalog' },
  {
    who: ['transform', 'register', 'score', 'task', 'publish'],
    may: 'write',
    what: ['published registry'],
  },
  {
    who: ['embed', 'train', 'register', 'score', 'monitor', 'task'],
    may: 'read',
    what: ['personal layers', 'features', 'vectors', 'encoders', 'models', 'predictions'],
  },
  { who: ['embed', 'train', 'task'], may: 'write', what: ['vectors', 'encoders'] },
  { who: ['train', 'register', 'task'], may: 'write', what: ['models'] },
  { who: ['register', 'task'], may: 'write', what: ['aliases'] },
  { who: ['approve'], may: 'write', what: ['approvals'] },
  { who: ['score', 'task'], may: 'write', what: ['predictions', 'vectors'] },
  { who: ['monitor', 'task'], may: 'write', what: ['monitor reports'] },
  {
    who: ['publish'],
    may: 'read',
    what: ['personal layers', 'features', 'predictions', 'quarantine'],
  },
  { who: ['publish'], may: 'read', what: ['staging'] },
  { who: ['publish'], may: 'write', what: ['staging'] },
  { who: ['publish'], may: 'remove', what: ['staging'] },
  { who: ['approve'], may: 'answer approvals' },
  { who: ['notify'], may: 'tell people' },
  { who: ['task'], may: 'show that it lives' },
  { who: ['notify', 'approve'], may: 'watch runs' },

  // What moves them
  { who: ['task-start'], may: 'start from the image' },
  { who: ['state-machine'], may: 'perform steps' },
  { who: ['state-machine'], may: 'read', what: ['shards'] },
  { who: ['state-machine'], may: 'write', what: ['shards'] },
  { who: ['scheduler'], may: 'call the arrival function' },

  // GitHub
  { who: ['planner'], may: 'plan deployments' },
  { who: ['deployer'], may: 'plan deployments' },
  { who: ['deployer'], may: 'deploy' },
]

/** Every role of the table, people first. */
export const roles: readonly Role[] = [...new Set(whoMayDoWhat.flatMap((right) => right.who))]
