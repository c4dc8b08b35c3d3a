/** Operators of conditions that Millrace's policies use, and the policy evaluator of the tests knows. */
export type ConditionOperator =
  | 'StringEquals'
  | 'StringNotEquals'
  | 'StringNotEqualsIfExists'
  | 'StringLike'
  | 'StringLikeIfExists'
  | 'ArnLike'
  | 'ArnEquals'
  | 'ArnNotLike'
  | 'Bool'
  | 'Null'
  | 'NumericLessThan'
  | 'ForAllValues:StringLike'

export type Conditions = Readonly<
  Partial<Record<ConditionOperator, Readonly<Record<string, string | readonly string[]>>>>
>

export type PolicyPrincipal =
  | '*'
  | {
      readonly AWS?: readonly string[]
      readonly Service?: readonly string[]
      readonly Federated?: readonly string[]
    }

/** One statement of an IAM policy, in IAM's own words. */
export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: PolicyPrincipal
  readonly Action?: readonly string[]
  readonly NotAction?: readonly string[]
  readonly Resource?: readonly string[]
  readonly Condition?: Conditions
}

export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly Statement[]
}

export const policyDocument = (statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
})
