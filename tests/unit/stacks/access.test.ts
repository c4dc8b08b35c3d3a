import { describe, expect, it } from 'vitest'
import { registryKeys } from '../../../contracts/lake-layout.ts'
import { type Role, roles } from '../../../stacks/access.ts'
import { anyResource } from '../../../stacks/any-resource.ts'
import { areas } from '../../../stacks/areas.ts'
import { packed, policyLimits } from '../../../stacks/policies.ts'
import {
  arrivalsPolicy,
  deadLetterPolicy,
  keyPolicy,
  lakePolicy,
  logsPolicy,
  resultsPolicy,
  topicPolicy,
} from '../../../stacks/resource-policies.ts'
import { type PolicyDocument, policyDocument } from '../../../stacks/statement.ts'
import { trustOf } from '../../../stacks/trust.ts'
import { type AccessCase, accessCases } from './access-cases.ts'
import { account, names, settings, statements } from './place.ts'
import { decide } from './policy-evaluator.ts'

const resourcePolicies: readonly (readonly [string, PolicyDocument])[] = [
  [names.lakeArn, lakePolicy(names)],
  [names.resultsArn, resultsPolicy(names)],
  [names.logsArn, logsPolicy(names)],
  [names.keyArn, keyPolicy(names)],
  [names.arrivalsArn, arrivalsPolicy(names)],
  [names.deadArrivalsArn, deadLetterPolicy(names.deadArrivalsArn, names)],
  [names.deadCallsArn, deadLetterPolicy(names.deadCallsArn, names)],
  [names.topicArn, topicPolicy(names)],
]

function allowed(role: Role, { action, context }: AccessCase, resource: string): boolean {
  const [, policy] =
    resourcePolicies.find(([arn]) => resource === arn || resource.startsWith(`${arn}/`)) ?? []
  return decide(
    { principal: names.roleArn(role), action, resource, ...(context && { context }) },
    {
      identity: [policyDocument(statements(role))],
      ...(policy && { resource: policy }),
      both: resource === names.keyArn,
    },
  ).allowed
}

describe.each(roles)('%s', (role) => {
  const judged = accessCases.flatMap((one) =>
    one.resources.map((resource) => ({
      call: `${one.what}: ${one.action} ${resource.split(':').at(-1)}`,
      allowed: allowed(role, one, resource),
      expected: one.who.includes(role),
    })),
  )

  it('may do what people rely on, and nothing else', () => {
    const wrong = judged.filter((call) => call.allowed !== call.expected)
    expect(wrong.map(({ call, allowed }) => `${allowed ? 'allowed' : 'refused'}: ${call}`)).toEqual(
      [],
    )
  })

  const starters: readonly Role[] = [
    'task-start',
    'scheduler',
    'state-machine',
    'planner',
    'deployer',
  ]
  it.skipIf(starters.includes(role))(
    'is held to 20 calls that it may make and 20 that it may not',
    () => {
      expect(judged.filter(({ expected }) => expected).length).toBeGreaterThanOrEqual(20)
      expect(judged.filter(({ expected }) => !expected).length).toBeGreaterThanOrEqual(20)
    },
  )

  it('names actions whole, and resources wherever AWS lets them be named', () => {
    for (const { Sid, Action = [], NotAction, Resource = [] } of statements(role)) {
      expect(NotAction, Sid).toBeUndefined()
      expect(
        Action.filter((action) => action.includes('*')),
        Sid,
      ).toEqual([])
      if (Resource.includes('*'))
        expect(
          Action.filter((action) => !(action in anyResource)),
          Sid,
        ).toEqual([])
    }
  })

  it('has policies that IAM takes', () => {
    const pages = packed(statements(role))
    expect(pages.length).toBeLessThanOrEqual(10)
    for (const page of pages) {
      expect(JSON.stringify(policyDocument(page)).length).toBeLessThanOrEqual(policyLimits.managed)
      expect(new Set(page.map(({ Sid }) => Sid)).size).toBe(page.length)
      for (const { Sid } of page) expect(Sid).toMatch(/^[A-Za-z0-9]+$/)
    }
  })
})

describe('who may take on a role', () => {
  const assume = (
    role: Role,
    principal: string,
    context: Record<string, string>,
    action = 'sts:AssumeRole',
  ) =>
    decide(
      { principal, action, resource: names.roleArn(role), context },
      { identity: [], resource: trustOf(role, names, settings) },
    ).allowed
  const ana = `arn:aws:iam::${account}:user/ana`
  const github = 'token.actions.githubusercontent.com'
  const workflow = (role: Role, subject: string) =>
    assume(
      role,
      names.identityProviderArn,
      { [`${github}:aud`]: 'sts.amazonaws.com', [`${github}:sub`]: subject },
      'sts:AssumeRoleWithWebIdentity',
    )

  it('is a person who bears the role as a tag, with a second factor', () => {
    const tagged = { 'aws:PrincipalTag/millrace': 'ml-engineer' }
    const factor = { 'aws:MultiFactorAuthPresent': 'true' }
    expect(assume('ml-engineer', ana, { ...tagged, ...factor })).toBe(true)
    expect(assume('ml-engineer', ana, tagged)).toBe(false)
    expect(assume('ml-engineer', ana, factor)).toBe(false)
    expect(assume('admin', ana, { ...tagged, ...factor })).toBe(false)
    expect(
      assume('ml-engineer', 'arn:aws:iam::999999999999:user/eve', { ...tagged, ...factor }),
    ).toBe(false)
  })

  it('is one service, and for this stage where the service says for whom it asks', () => {
    const from = (source: string) => ({ 'aws:SourceAccount': account, 'aws:SourceArn': source })
    expect(assume('score', 'lambda.amazonaws.com', {})).toBe(true)
    expect(assume('score', 'ecs-tasks.amazonaws.com', {})).toBe(false)
    expect(assume('state-machine', 'states.amazonaws.com', from(names.stateMachineArn))).toBe(true)
    expect(
      assume(
        'state-machine',
        'states.amazonaws.com',
        from(names.everyArn('states', 'stateMachine:x')),
      ),
    ).toBe(false)
  })

  it('is a workflow of the repository, in the environment of the stage, and none of a fork', () => {
    expect(workflow('deployer', 'repo:millrace/millrace:environment:production')).toBe(true)
    expect(workflow('deployer', 'repo:millrace/millrace:pull_request')).toBe(false)
    expect(workflow('deployer', 'repo:millrace/millrace:environment:staging')).toBe(false)
    expect(workflow('deployer', 'repo:eve/millrace:environment:production')).toBe(false)
    expect(workflow('planner', 'repo:millrace/millrace:pull_request')).toBe(true)
    expect(workflow('planner', 'repo:millrace/millrace:ref:refs/heads/x')).toBe(false)
  })
})

describe('the policies of resources', () => {
  it('refuse all who are not named, though their own policies allow everything', () => {
    const everything = policyDocument([
      { Sid: 'All', Effect: 'Allow', Action: ['*'], Resource: ['*'] },
    ])
    const as = (role: Role, action: string, key: string, context: Record<string, string>) =>
      decide(
        { principal: names.roleArn(role), action, resource: `${names.lakeArn}/${key}`, context },
        { identity: [everything], resource: lakePolicy(names) },
      ).by
    const secure = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.2' }
    expect(as('data-engineer', 's3:GetObject', 'x', { 'aws:SecureTransport': 'false' })).toBe(
      'RefuseWithoutTls',
    )
    expect(as('data-engineer', 's3:GetObject', 'x', { ...secure, 's3:TlsVersion': '1.1' })).toBe(
      'RefuseOldTls',
    )
    expect(
      as('data-engineer', 's3:PutObject', 'registry/approval_requests/reviews/r.json', secure),
    ).toBe('RefuseOtherWritersOfApprovals')
    expect(
      as('ml-engineer', 's3:PutObject', 'registry/approval_requests/reviews/r.json', secure),
    ).toBe('All')
    expect(as('data-engineer', 's3:DeleteObjectVersion', 'landing/x', secure)).toBe(
      'RefuseToForgetVersions',
    )
  })

  it('let the rule send arrivals, and no other rule', () => {
    const send = (source: string) =>
      decide(
        {
          principal: 'events.amazonaws.com',
          action: 'sqs:SendMessage',
          resource: names.arrivalsArn,
          context: { 'aws:SourceArn': source, 'aws:SecureTransport': 'true' },
        },
        { identity: [], resource: arrivalsPolicy(names) },
      ).allowed
    expect(send(names.arrivalsRuleArn)).toBe(true)
    expect(send(names.everyArn('events', 'rule/other'))).toBe(false)
  })
})

it('every right is about a part of the lake that exists, and every action on * says why', () => {
  const used = new Set(
    roles
      .flatMap(statements)
      .flatMap(({ Action = [], Resource = [] }) => (Resource.includes('*') ? Action : [])),
  )
  expect(Object.keys(anyResource).filter((action) => !used.has(action))).toEqual([])
  for (const prefixes of Object.values(areas)) {
    for (const prefix of prefixes) expect(prefix).toMatch(/^[a-z_*/]+\*$/)
  }
})

it('every document that the lake has a place for is written by some role', () => {
  const places = Object.entries(registryKeys).map(([kind, key]) => {
    const name = (key as (...parts: string[]) => string)('2026-01-01T00:00:00Z', 'b', 'c', 'd')
    return [kind, name.endsWith('/') ? `${name}x` : name] as const
  })
  const homeless = places.filter(
    ([, key]) =>
      !roles.some(
        (role) =>
          decide(
            {
              principal: names.roleArn(role),
              action: 's3:PutObject',
              resource: `${names.lakeArn}/${key}`,
            },
            { identity: [policyDocument(statements(role))] },
          ).allowed,
      ),
  )
  expect(homeless).toEqual([])
})
