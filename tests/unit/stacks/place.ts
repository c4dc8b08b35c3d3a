import type { Role } from '../../../stacks/access.ts'
import { namesOf } from '../../../stacks/names.ts'
import { statementsOf } from '../../../stacks/policies.ts'
import { type Settings, settingsOf } from '../../../stacks/settings.ts'
import type { Statement } from '../../../stacks/statement.ts'

/** A stage to ask about: production, with everything that can be turned on. */
export const settings: Settings = { ...settingsOf('production'), lakeFormation: true }

export const account = '123456789012'
export const names = namesOf({
  partition: 'aws',
  account,
  region: settings.region,
  stage: settings.stage,
  keyArn: `arn:aws:kms:${settings.region}:${account}:key/11111111-2222-3333-4444-555555555555`,
})

export const statements = (role: Role): readonly Statement[] =>
  statementsOf({ role, names, settings })
