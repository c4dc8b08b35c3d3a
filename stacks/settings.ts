/** What differs between stages, and what an operator sets before the first deployment. */
export interface Settings {
  readonly stage: string
  /** AWS region of everything. */
  readonly region: string
  /** Projects of `models_sql/` that this stage runs. */
  readonly projects: readonly string[]
  /** Environment of the lake that the schedules and arrivals move. */
  readonly environment: string
  /** "owner/name" at GitHub: only its workflows may plan and deploy. */
  readonly repository: string
  /** Keep buckets, key, tables and images when the stage is removed. */
  readonly retain: boolean
  /** Refuse to remove the stage, or any part of it that holds data. */
  readonly protect: boolean
  readonly logRetentionDays: number
  /** Days that an overwritten or deleted object can still be had back. */
  readonly noncurrentDays: number
  /** Days after which what a dead writer left in `staging/` goes. */
  readonly stagingDays: number
  /** Days that query results of Athena are kept. */
  readonly queryResultDays: number
  /** Most bytes that one Athena query may scan; the query is cancelled at the limit. */
  readonly scanLimitBytes: number
  /** Bytes scanned in a day that raise an alarm. */
  readonly dailyScanBytes: number
  /** Spending of a month that raises an alarm at 80 % and 100 %, in US dollars. */
  readonly monthlyBudgetUsd: number
  /** Functions and tasks in private subnets that reach AWS through endpoints only. */
  readonly vpc: boolean
  /** Let Lake Formation decide which tables and columns each role reads. */
  readonly lakeFormation: boolean
  /** Address that gets every alarm; none: subscribe to the topic by hand. */
  readonly alarmEmail: string | undefined
  /** Ask people for a second factor before they take on a role. */
  readonly requireMfa: boolean
  /** The GitHub identity provider exists once an account: true in the stage that creates it. */
  readonly createsIdentityProvider: boolean
  readonly schedules: Schedules
}

/** Times are of `timezone`, in the notation of EventBridge Scheduler. */
export interface Schedules {
  readonly timezone: string
  readonly retrain: string
  readonly score: string
  /** Looks for lost events and dead runs, and how old the sources are. */
  readonly reconcile: string
}

const gib = 1024 ** 3

const everywhere = {
  region: 'eu-west-1',
  projects: ['reviews', 'support', 'messages', 'diagnosis'],
  environment: 'prod',
  repository: 'millrace/millrace',
  vpc: false,
  lakeFormation: false,
  alarmEmail: undefined,
  requireMfa: true,
  schedules: {
    timezone: 'Europe/Berlin',
    retrain: 'cron(0 3 ? * SUN *)',
    score: 'cron(0 2 * * ? *)',
    reconcile: 'rate(15 minutes)',
  },
} as const satisfies Partial<Settings>

const production = {
  ...everywhere,
  retain: true,
  protect: true,
  logRetentionDays: 365,
  noncurrentDays: 90,
  stagingDays: 7,
  queryResultDays: 30,
  scanLimitBytes: 100 * gib,
  dailyScanBytes: 1024 * gib,
  monthlyBudgetUsd: 500,
  vpc: true,
  createsIdentityProvider: true,
} as const

const elsewhere = {
  ...everywhere,
  projects: ['reviews'],
  retain: false,
  protect: false,
  logRetentionDays: 14,
  noncurrentDays: 7,
  stagingDays: 2,
  queryResultDays: 7,
  scanLimitBytes: 10 * gib,
  dailyScanBytes: 50 * gib,
  monthlyBudgetUsd: 50,
  createsIdentityProvider: false,
} as const

/** The stage that keeps its data whatever is deployed or removed. */
export const productionStage = 'production'

/** Settings of a stage: those of production, or those of any other. */
export const settingsOf = (stage: string): Settings => ({
  ...(stage === productionStage ? production : elsewhere),
  stage,
})

/** On every resource that can carry them: whose it is, and on which bill it goes. */
export const tagsOf = (settings: Pick<Settings, 'stage'>) => ({
  project: 'millrace',
  stage: settings.stage,
  owner: 'ml-platform',
  cost: `millrace-${settings.stage}`,
})
