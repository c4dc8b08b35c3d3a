import { functionNames } from '../contracts/deployment.ts'
import { humanRoles, type Role } from './access.ts'
import type { StageNames } from './names.ts'
import type { Settings } from './settings.ts'
import { type PolicyDocument, policyDocument, type Statement } from './statement.ts'

const github = 'token.actions.githubusercontent.com'

/** Who may take on a role. */
export const trustOf = (role: Role, names: StageNames, settings: Settings): PolicyDocument =>
  policyDocument([trust(role, names, settings)])

function trust(role: Role, names: StageNames, settings: Settings): Statement {
  if (includes(humanRoles, role)) return people(role, names, settings)
  if (includes(functionNames, role)) return service('lambda.amazonaws.com')
  switch (role) {
    case 'task':
    case 'task-start':
      return from('ecs-tasks.amazonaws.com', names.everyArn('ecs', '*'), names)
    case 'state-machine':
      return from('states.amazonaws.com', names.stateMachineArn, names)
    case 'scheduler':
      return from(
        'scheduler.amazonaws.com',
        names.everyArn('scheduler', `schedule-group/${names.scheduleGroup}`),
        names,
      )
    case 'planner':
      return workflow(`repo:${settings.repository}:pull_request`, names)
    case 'deployer':
      return workflow(`repo:${settings.repository}:environment:${settings.stage}`, names)
    default:
      throw new Error(`Nobody is trusted with the role ${role satisfies never}.`)
  }
}

const service = (name: string): Statement => ({
  Sid: 'Trust',
  Effect: 'Allow',
  Principal: { Service: [name] },
  Action: ['sts:AssumeRole'],
})

/** A service, on behalf of this stage's own resource only. */
const from = (name: string, source: string, names: StageNames): Statement => ({
  ...service(name),
  Condition: {
    StringEquals: { 'aws:SourceAccount': names.account },
    ArnLike: { 'aws:SourceArn': source },
  },
})

/** Who in the account carries the role as a tag, given by the identity provider or on the user. */
const people = (role: Role, names: StageNames, settings: Settings): Statement => ({
  Sid: 'Trust',
  Effect: 'Allow',
  Principal: { AWS: [names.globalArn('iam', 'root')] },
  Action: ['sts:AssumeRole'],
  Condition: {
    StringEquals: { 'aws:PrincipalTag/millrace': role },
    ...(settings.requireMfa ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } : {}),
  },
})

/** A workflow of one repository, by the subject that GitHub signs. */
const workflow = (subject: string, names: StageNames): Statement => ({
  Sid: 'Trust',
  Effect: 'Allow',
  Principal: { Federated: [names.identityProviderArn] },
  Action: ['sts:AssumeRoleWithWebIdentity'],
  Condition: {
    StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com', [`${github}:sub`]: subject },
  },
})

const includes = <Part extends Role>(part: readonly Part[], role: Role): role is Part =>
  (part as readonly Role[]).includes(role)
