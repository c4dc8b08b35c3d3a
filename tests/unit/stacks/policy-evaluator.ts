import type { PolicyDocument, Statement } from '../../../stacks/statement.ts'

/** A call as AWS sees it when it decides. */
export interface Call {
  /** ARN of the role or user, or name of the service. */
  readonly principal: string
  readonly action: string
  readonly resource: string
  /** Keys of the request, named as in policies. A key that the request does not have is absent. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>
}

export interface Policies {
  /** Of the principal. */
  readonly identity: readonly PolicyDocument[]
  /** Of the resource; in one account either of them may allow. */
  readonly resource?: PolicyDocument
  /** True where the resource's policy must allow too, as a key's must. */
  readonly both?: boolean
}

export interface Decision {
  readonly allowed: boolean
  /** Name of the statement that decided; none: nothing allowed it. */
  readonly by?: string
}

/** IAM's decision within one account: an explicit refusal first, then any permission, else no. */
export function decide(call: Call, { identity, resource, both = false }: Policies): Decision {
  const own = identity.flatMap((policy) => policy.Statement)
  const theirs = (resource?.Statement ?? []).filter(({ Principal }) => isMeant(Principal, call))
  const applies = (statement: Statement) => matches(statement, call)
  const refusal = [...own, ...theirs].find(
    (statement) => statement.Effect === 'Deny' && applies(statement),
  )
  if (refusal !== undefined) return { allowed: false, by: refusal.Sid }
  const permits = (statement: Statement) => statement.Effect === 'Allow' && applies(statement)
  const [mine, other] = [own.find(permits), theirs.find(permits)]
  const permission = both ? mine && other && mine : (mine ?? other)
  return permission === undefined ? { allowed: false } : { allowed: true, by: permission.Sid }
}

/** The account's root in a policy stands for everyone of the account. */
function isMeant(principal: Statement['Principal'], call: Call): boolean {
  if (principal === undefined) return false
  if (principal === '*') return true
  const account = /^arn:[^:]+:(?:iam|sts)::(\d+):/.exec(call.principal)?.[1]
  return (
    (principal.AWS ?? []).some(
      (arn) =>
        arn === '*' ||
        arn === call.principal ||
        (account !== undefined && arn === `arn:aws:iam::${account}:root`),
    ) ||
    (principal.Service ?? []).includes(call.principal) ||
    (principal.Federated ?? []).includes(call.principal)
  )
}

function matches(statement: Statement, call: Call): boolean {
  const { Action, NotAction, Resource, Condition = {} } = statement
  const named = (patterns: readonly string[]) =>
    patterns.some((pattern) => like(pattern.toLowerCase(), call.action.toLowerCase()))
  if (Action !== undefined && !named(Action)) return false
  if (NotAction !== undefined && named(NotAction)) return false
  if (Resource !== undefined && !Resource.some((pattern) => like(pattern, call.resource)))
    return false
  const context = contextOf(call)
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys as Record<string, string | readonly string[]>).every(([key, expected]) =>
      holds(operator, [expected].flat(), context.get(key.toLowerCase())),
    ),
  )
}

/** Names of keys are compared without regard to case. */
function contextOf(call: Call): ReadonlyMap<string, readonly string[]> {
  const keys = { 'aws:PrincipalArn': call.principal, ...call.context }
  return new Map(
    Object.entries(keys).map(([key, value]) => [key.toLowerCase(), [value].flat() as string[]]),
  )
}

type Test = (expected: string, actual: string) => boolean

const tests: Readonly<Record<string, Test>> = {
  StringEquals: (expected, actual) => expected === actual,
  StringLike: like,
  ArnEquals: likeArn,
  ArnLike: likeArn,
  Bool: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
  NumericEquals: (expected, actual) => Number(actual) === Number(expected),
  NumericLessThan: (expected, actual) => Number(actual) < Number(expected),
  NumericGreaterThan: (expected, actual) => Number(actual) > Number(expected),
  IpAddress: inNetwork,
}

/**
 * Several expected values: one is enough. A key that is absent: a plain operator does not hold, a negated one does, and so
 * does "IfExists". "ForAllValues" holds of no values at all.
 */
function holds(operator: string, expected: readonly string[], actual?: readonly string[]): boolean {
  if (operator === 'Null') return expected.includes(String(actual === undefined))
  const [, quantifier, body = operator] = /^(?:(ForAllValues|ForAnyValue):)?(.+)$/.exec(operator)!
  const ifExists = body.endsWith('IfExists')
  const plain = body.replace(/IfExists$/, '')
  const negated = plain.includes('Not')
  const test =
    tests[plain.replace('NotEquals', 'Equals').replace('NotLike', 'Like').replace('NotIp', 'Ip')]
  if (test === undefined) throw new Error(`The operator ${operator} is not known here.`)
  if (actual === undefined) return ifExists || negated || quantifier === 'ForAllValues'
  const one = (value: string) => expected.some((wanted) => test(wanted, value)) !== negated
  return quantifier === 'ForAllValues' ? actual.every(one) : actual.some(one)
}

/** `*` stands for any text, `?` for any one character. */
export function like(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(text)
}

/** Each of an ARN's six parts by itself: a `*` does not reach over a colon, but in the last. */
function likeArn(pattern: string, text: string): boolean {
  const parts = (arn: string) => [...arn.split(':').slice(0, 5), arn.split(':').slice(5).join(':')]
  const [wanted, given] = [parts(pattern), parts(text)]
  return wanted.every((part, index) => like(part, given[index] ?? ''))
}

function inNetwork(network: string, address: string): boolean {
  const [base, bits = '32'] = network.split('/')
  const number = (ip: string) => ip.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
  const size = 2 ** (32 - Number(bits))
  return Math.floor(number(base!) / size) === Math.floor(number(address) / size)
}
