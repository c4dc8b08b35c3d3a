import type { Stage } from './stage.ts'

/** An encrypted log that is kept as long as the stage asks for. */
export const makeLogGroup = (
  { names, settings, key, tags }: Stage,
  name: string,
): aws.cloudwatch.LogGroup =>
  new aws.cloudwatch.LogGroup(`Log-${name}`, {
    name: names.logGroup(name),
    retentionInDays: settings.logRetentionDays,
    kmsKeyId: key.arn,
    tags,
  })
