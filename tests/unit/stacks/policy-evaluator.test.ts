import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PolicyDocument, policyDocument, type Statement } from '../../../stacks/statement.ts'
import { type Call, decide, like } from './policy-evaluator.ts'

const role = 'arn:aws:iam::123456789012:role/ana'
const bucket = 'arn:aws:s3:::lake'
const read: Call = { principal: role, action: 's3:GetObject', resource: `${bucket}/a/b.txt` }
const statement = (parts: Partial<Statement>): Statement => ({
  Sid: 'S',
  Effect: 'Allow',
  Action: ['s3:GetObject'],
  Resource: [`${bucket}/*`],
  ...parts,
})
const allows = (call: Call, ...statements: Partial<Statement>[]): boolean =>
  decide(call, { identity: [policyDocument(statements.map(statement))] }).allowed

describe('the rules that IAM documents', () => {
  it('refuses what nothing allows', () => expect(allows(read)).toBe(false))

  it('allows what a statement allows', () => expect(allows(read, {})).toBe(true))

  it('refuses what is explicitly refused, wherever the refusal stands', () => {
    expect(allows(read, {}, { Effect: 'Deny' })).toBe(false)
    expect(allows(read, { Effect: 'Deny' }, {})).toBe(false)
  })

  it('compares actions without regard to case, and resources with it', () => {
    expect(allows(read, { Action: ['S3:getobject'] })).toBe(true)
    expect(allows(read, { Resource: [`${bucket}/A/*`] })).toBe(false)
  })

  it('takes * for any text with slashes, and ? for one character', () => {
    expect(allows(read, { Resource: [`${bucket}/*.txt`] })).toBe(true)
    expect(allows(read, { Resource: [`${bucket}/a/?.txt`] })).toBe(true)
    expect(allows(read, { Resource: [`${bucket}/a/??.txt`] })).toBe(false)
    expect(allows(read, { Action: ['s3:Get*'] })).toBe(true)
  })

  it('takes NotAction for every action but those', () => {
    const refusal = { Effect: 'Deny', Action: undefined, NotAction: ['s3:GetObject'] } as const
    expect(allows(read, {}, refusal)).toBe(true)
    expect(allows({ ...read, action: 's3:PutObject' }, { Action: ['s3:PutObject'] }, refusal)).toBe(
      false,
    )
  })

  it('lets the policy of the resource allow within one account', () => {
    const resource: PolicyDocument = policyDocument([statement({ Principal: { AWS: [role] } })])
    expect(decide(read, { identity: [], resource }).allowed).toBe(true)
    const other = { ...read, principal: 'arn:aws:iam::123456789012:role/bob' }
    expect(decide(other, { identity: [], resource }).allowed).toBe(false)
  })

  it('lets the policy of the resource refuse what the principal may', () => {
    const resource = policyDocument([statement({ Effect: 'Deny', Principal: '*' })])
    expect(decide(read, { identity: [policyDocument([statement({})])], resource }).allowed).toBe(
      false,
    )
  })

  it('asks both policies where the resource is a key', () => {
    const identity = [policyDocument([statement({})])]
    const root = statement({ Principal: { AWS: ['arn:aws:iam::123456789012:root'] } })
    expect(decide(read, { identity, resource: policyDocument([root]), both: true }).allowed).toBe(
      true,
    )
    expect(decide(read, { identity, resource: policyDocument([]), both: true }).allowed).toBe(false)
    expect(
      decide(read, { identity: [], resource: policyDocument([root]), both: true }).allowed,
    ).toBe(false)
  })

  it.each([
    ['StringEquals', 'x', 'x', true],
    ['StringEquals', 'x', 'X', false],
    ['StringEquals', ['w', 'x'], 'x', true],
    ['StringEquals', 'x', undefined, false],
    ['StringNotEquals', 'x', 'y', true],
    ['StringNotEquals', ['x', 'y'], 'y', false],
    ['StringNotEquals', 'x', undefined, true],
    ['StringEqualsIfExists', 'x', undefined, true],
    ['StringEqualsIfExists', 'x', 'y', false],
    ['StringLike', 'a/*', 'a/b/c', true],
    ['StringLike', 'a/*', 'ab', false],
    ['StringLikeIfExists', 'a/*', undefined, true],
    ['ArnLike', 'arn:aws:iam::*:role/x', 'arn:aws:iam::1:role/x', true],
    ['ArnLike', 'arn:aws:*:role/x', 'arn:aws:iam::1:role/x', false],
    ['ArnNotLike', 'arn:aws:iam::1:role/x', 'arn:aws:iam::1:role/y', true],
    ['Bool', 'false', 'false', true],
    ['Bool', 'false', undefined, false],
    ['Null', 'true', undefined, true],
    ['Null', 'false', undefined, false],
    ['Null', 'false', 'y', true],
    ['NumericLessThan', '1.2', '1.1', true],
    ['NumericLessThan', '1.2', '1.2', false],
    ['IpAddress', '10.0.0.0/8', '10.2.3.4', true],
    ['IpAddress', '10.0.0.0/16', '10.2.3.4', false],
    ['NotIpAddress', '10.0.0.0/8', '11.0.0.1', true],
    ['ForAllValues:StringLike', 'a*', ['ab', 'ac'], true],
    ['ForAllValues:StringLike', 'a*', ['ab', 'bc'], false],
    ['ForAllValues:StringLike', 'a*', undefined, true],
    ['ForAnyValue:StringLike', 'a*', ['b', 'ac'], true],
    ['ForAnyValue:StringLike', 'a*', undefined, false],
  ])('%s of %j with %j is %s', (operator, expected, actual, holds) => {
    const context: Call['context'] = actual === undefined ? {} : { 'my:key': actual }
    const Condition = { [operator]: { 'My:Key': expected } } as NonNullable<Statement['Condition']>
    expect(allows({ ...read, context }, { Condition })).toBe(holds)
  })

  it('wants every operator and every key of a condition to hold', () => {
    const Condition = { StringEquals: { a: '1', b: '2' }, Bool: { c: 'true' } }
    expect(allows({ ...read, context: { a: '1', b: '2', c: 'true' } }, { Condition })).toBe(true)
    expect(allows({ ...read, context: { a: '1', b: '3', c: 'true' } }, { Condition })).toBe(false)
    expect(allows({ ...read, context: { a: '1', b: '2', c: 'false' } }, { Condition })).toBe(false)
  })

  it('throws at an operator that it does not know, and never passes over one', () => {
    const Condition = { DateLessThan: { a: '1' } } as unknown as NonNullable<Statement['Condition']>
    expect(() => allows({ ...read, context: { a: '1' } }, { Condition })).toThrow('DateLessThan')
  })
})

describe('laws', () => {
  it('a refusal more never allows more', () => {
    const any = fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:*', '*')
    const some = fc.array(
      fc.record({
        Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
        Action: fc.array(any),
      }),
    )
    fc.assert(
      fc.property(some, fc.array(any), (statements, refused) => {
        const before = allows(read, ...statements)
        const after = allows(read, ...statements, { Effect: 'Deny', Action: refused })
        expect(after && !before).toBe(false)
      }),
    )
  })

  it('text without wildcards is like itself alone', () => {
    const plain = fc.string().map((text) => text.replaceAll(/[*?]/g, '.'))
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(like(a, b)).toBe(a === b)
      }),
    )
  })
})
