import type { SqlFile } from '../project/project.ts'

/** The part of Handlebars' syntax tree that SQL files use. */
export interface Location {
  readonly start: { readonly line: number; readonly column: number }
  readonly end: { readonly line: number; readonly column: number }
}
export interface PathExpression {
  readonly type: 'PathExpression'
  readonly loc: Location
  /** As written: `ref`, `this`, `@last`, `../name`. */
  readonly original: string
}
export interface SubExpression {
  readonly type: 'SubExpression'
  readonly loc: Location
  readonly path: Expression
  readonly params: readonly Expression[]
  readonly hash?: Hash
}
export interface Literal {
  readonly type: 'StringLiteral' | 'NumberLiteral' | 'BooleanLiteral'
  readonly loc: Location
  readonly value: string | number | boolean
}
export interface NoValue {
  readonly type: 'NullLiteral' | 'UndefinedLiteral'
  readonly loc: Location
}
export type Expression = PathExpression | SubExpression | Literal | NoValue

export interface HashPair {
  readonly loc: Location
  readonly key: string
  readonly value: Expression
}
export interface Hash {
  readonly pairs: readonly HashPair[]
}

/** A helper with its arguments: `{{ref "x"}}`, `{{#if x}}` and `(var "x")` alike. */
export interface Call {
  readonly loc: Location
  readonly path: Expression
  readonly params: readonly Expression[]
  readonly hash?: Hash
}
export interface Mustache extends Call {
  readonly type: 'MustacheStatement'
  /** False for `{{{…}}}` and `{{&…}}`. */
  readonly escaped: boolean
}
export interface Block extends Call {
  readonly type: 'BlockStatement'
  readonly program?: Program
  readonly inverse?: Program
}
export interface Partial {
  readonly type: 'PartialStatement'
  readonly loc: Location
  readonly name: Expression
  readonly params: readonly Expression[]
  readonly hash?: Hash
}
export interface Content {
  readonly type: 'ContentStatement'
  readonly loc: Location
  readonly value: string
}
export interface Comment {
  readonly type: 'CommentStatement'
  readonly loc: Location
}
/** Parts of Handlebars that are refused. */
export interface Other {
  readonly type: 'Decorator' | 'DecoratorBlock' | 'PartialBlockStatement'
  readonly loc: Location
}
export type Statement = Mustache | Block | Partial | Content | Comment | Other

export interface Program {
  readonly body: readonly Statement[]
  readonly blockParams?: readonly string[]
}

/** An SQL file as parsed, not yet evaluated. */
export interface Template<F extends SqlFile = SqlFile> {
  readonly file: F
  readonly program: Program
}
