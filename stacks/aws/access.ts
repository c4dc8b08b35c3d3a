import { humanRoles, type Role, roles } from '../access.ts'
import { packed, statementsOf } from '../policies.ts'
import { policyDocument } from '../statement.ts'
import { trustOf } from '../trust.ts'
import type { Stage } from './stage.ts'

/** The roles of the table in `access.ts`, by name. */
export type Roles = ReadonlyMap<Role, aws.iam.Role>

export function makeAccess(stage: Stage): Roles {
  if (stage.settings.createsIdentityProvider) {
    new aws.iam.OpenIdConnectProvider('GitHub', {
      url: 'https://token.actions.githubusercontent.com',
      clientIdLists: ['sts.amazonaws.com'],
      tags: stage.tags,
    })
  }
  return new Map(roles.map((role) => [role, makeRole(stage, role)]))
}

const hour = 3600

function makeRole(stage: Stage, role: Role): aws.iam.Role {
  const { names, settings, tags } = stage
  const title = `Role-${role}`
  const made = new aws.iam.Role(title, {
    name: names.role(role),
    description: `Millrace, stage ${settings.stage}: ${role}`,
    maxSessionDuration: isHuman(role) ? 8 * hour : hour,
    assumeRolePolicy: JSON.stringify(trustOf(role, names, settings)),
    tags,
  })
  // Which statements share a policy follows from their sizes, and those from a key of any name.
  const pages = packed(statementsOf({ role, names: { ...names, keyArn: keyOfAnyName }, settings }))
  pages.forEach((_page, index) => {
    const policy = new aws.iam.Policy(`${title}-${index + 1}`, {
      name: `${names.role(role)}-${index + 1}`,
      policy: stage.policy((keyed) =>
        policyDocument(packed(statementsOf({ role, names: keyed, settings }))[index]!),
      ),
      tags,
    })
    new aws.iam.RolePolicyAttachment(`${title}-${index + 1}-attached`, {
      role: made.name,
      policyArn: policy.arn,
    })
  })
  return made
}

const keyOfAnyName = `arn:aws:kms:eu-central-1:000000000000:key/${'0'.repeat(36)}`
const isHuman = (role: Role): boolean => (humanRoles as readonly Role[]).includes(role)
