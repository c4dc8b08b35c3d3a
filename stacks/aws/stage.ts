import { type Names, namesOf, type StageNames } from '../names.ts'
import { keyPolicy } from '../resource-policies.ts'
import { type Settings, tagsOf } from '../settings.ts'
import type { PolicyDocument } from '../statement.ts'

/** What every part of a stage is made with. */
export interface Stage {
  readonly settings: Settings
  readonly names: StageNames
  readonly tags: Readonly<Record<string, string>>
  /** Encrypts everything at rest. */
  readonly key: aws.kms.Key
  /** For what holds data: kept and protected where the stage asks for it. */
  readonly holdsData: { readonly protect: boolean; readonly retainOnDelete: boolean }
  /** A policy that names the key, once it is there. */
  readonly policy: (make: (names: Names) => PolicyDocument) => $util.Output<string>
  readonly account: string
}

/** The key of the stage, and what follows from where the stage stands. */
export async function makeStage(settings: Settings): Promise<Stage> {
  const { accountId: account } = await aws.getCallerIdentity()
  const { partition } = await aws.getPartition()
  const place = { partition, account, region: settings.region, stage: settings.stage }
  const tags = tagsOf(settings)
  const holdsData = { protect: settings.protect, retainOnDelete: settings.retain }
  const { keyArn: _unknown, ...names } = namesOf({ ...place, keyArn: '' })
  const key = new aws.kms.Key(
    'Key',
    {
      description: `Everything at rest of Millrace, stage ${settings.stage}`,
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: 30,
      policy: JSON.stringify(keyPolicy(namesOf({ ...place, keyArn: '' }))),
      tags,
    },
    holdsData,
  )
  new aws.kms.Alias('KeyAlias', { name: names.keyAlias, targetKeyId: key.keyId })
  return {
    settings,
    names,
    tags,
    key,
    holdsData,
    account,
    policy: (make) =>
      key.arn.apply((keyArn) => JSON.stringify(make(namesOf({ ...place, keyArn })))),
  }
}
