import { z } from 'zod'

/** The functions of a deployment, in the order a run meets them. `functions/<name>.ts` exports the `handler` of each. */
export const functionNames = [
  'arrival',
  'run',
  'transform',
  'embed',
  'train',
  'register',
  'approve',
  'score',
  'monitor',
  'publish',
  'notify',
] as const
export type FunctionName = (typeof functionNames)[number]

/** Name of a stage, part of every deployed name: `prod`, `staging`, `ana`. */
export const stageName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be a letter, then letters, digits or "-" (20 at most)')

/** The name of a thing of a deployment, e.g. `millrace-prod-score`. */
export const deployedName = (stage: string, name: string): string => `millrace-${stage}-${name}`

/** Glue database of the tables that Athena needs on the way, one a workgroup: two stages with equal data name them alike. */
export const scratchDatabase = (workgroup: string): string =>
  `${workgroup.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}_scratch`

/** The Fargate task that does the same as the functions, for what is too large for them. */
export const task = {
  /** Name of its task definition: `millrace-<stage>-task`. */
  family: (stage: string): string => deployedName(stage, 'task'),
  /** Name of its only container. */
  container: 'task',
  /** What the container runs, in the folder of the image. */
  command: ['node', 'functions/task.mjs'],
} as const

/** True for a lake that is an address, as `s3://bucket/prefix`; any other is a folder. */
export const isBucketLake = (lake: string): boolean => /^[a-z0-9]+:\/\//i.test(lake)

const arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:[a-z-]+:${service}:[^\\s]+$`), `must be an ARN of ${service}`)
const flag = z.enum(['1', '0']).transform((value) => value === '1')

/** Environment variables that functions, tasks and the CLI read, by name. What is not set is absent. */
export const environmentVariables = {
  /** The lake: a folder, or `s3://bucket/prefix`. */
  MILLRACE_LAKE: z.string().min(1),
  /** Environment that is read and moved. @default "prod" */
  MILLRACE_ENV: z.string().min(1),
  /** Folder that holds the projects. @default the ones shipped with Millrace */
  MILLRACE_PROJECTS: z.string().min(1),
  /** The state machine that performs runs. */
  MILLRACE_STATE_MACHINE: arn('states'),
  /** The topic that people are told through. */
  MILLRACE_TOPIC: arn('sns'),
  /** Athena's workgroup. */
  MILLRACE_WORKGROUP: z.string().min(1),
  /** Folder that holds DuckDB's extensions, `httpfs.duckdb_extension` among them. @default beside the code, then DuckDB's own folder */
  MILLRACE_DUCKDB_EXTENSIONS: z.string().min(1),
  /** Stage of the deployment. */
  MILLRACE_STAGE: stageName,
  /** 1: the bucket's name stands in the path and not in the host of its addresses, as other S3 servers than Amazon's ask for. @default 0 */
  MILLRACE_S3_PATH_STYLE: flag,
  /** The AWS SDK's own: address of another S3 server than Amazon's. DuckDB is told of it. @default AWS_ENDPOINT_URL */
  AWS_ENDPOINT_URL_S3: z.url(),
  /** The AWS SDK's own: address of whatever stands in for AWS. */
  AWS_ENDPOINT_URL: z.url(),
  /** A step's event as JSON, given to the task. */
  MILLRACE_EVENT: z.string().min(1),
  /** A moment (ISO 8601) to take for now. @default the clock */
  MILLRACE_NOW: z.string().min(1),
} as const

/** Variables as they are after they were parsed. An empty one counts as not set. */
export const environmentSchema = z.object(environmentVariables).partial()
export type Environment = z.infer<typeof environmentSchema>
