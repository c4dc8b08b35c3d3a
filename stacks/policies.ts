import { type LakeVerb, type Right, whoMayDoWhat } from './access.ts'
import type { Area } from './areas.ts'
import { deployStatements, planStatements } from './deployer.ts'
import { lakeStatements } from './lake-rights.ts'
import { type RightsContext, serviceRights } from './service-rights.ts'
import type { Statement } from './statement.ts'

const serviceStatements = {
  ...serviceRights,
  'plan deployments': planStatements,
  deploy: deployStatements,
}

/** Everything a role may do, as the statements of its policy. */
export function statementsOf(
  context: RightsContext,
  rights: readonly Right[] = whoMayDoWhat,
): readonly Statement[] {
  const own = rights.filter((right) => right.who.includes(context.role))
  const lake = (verb: LakeVerb): readonly Area[] =>
    own.flatMap((right) => ('what' in right && right.may === verb ? right.what : []))
  return uniquelyNamed([
    ...lakeStatements(context.names, {
      read: lake('read'),
      write: lake('write'),
      remove: lake('remove'),
    }),
    ...own.flatMap((right) => ('what' in right ? [] : serviceStatements[right.may](context))),
  ])
}

/** IAM takes a name once a policy; two verbs may bring the same statement. */
function uniquelyNamed(statements: readonly Statement[]): readonly Statement[] {
  const seen = new Map<string, Statement>()
  for (const statement of statements) {
    const text = JSON.stringify({ ...statement, Sid: '' })
    if (!seen.has(text)) seen.set(text, statement)
  }
  const taken = new Map<string, number>()
  return [...seen.values()].map((statement) => {
    const times = (taken.get(statement.Sid) ?? 0) + 1
    taken.set(statement.Sid, times)
    return times === 1 ? statement : { ...statement, Sid: `${statement.Sid}${times}` }
  })
}

/** IAM's limits of characters, spaces not counted: the inline policies of a role together, and one policy by itself. */
export const policyLimits = { inline: 10_240, managed: 6_144 } as const

/** The statements in as few policies as fit. */
export function packed(statements: readonly Statement[]): readonly (readonly Statement[])[] {
  const pages: Statement[][] = [[]]
  for (const statement of statements) {
    const page = pages.at(-1)!
    const size = JSON.stringify([...page, statement]).length + 50
    if (page.length > 0 && size > policyLimits.managed) pages.push([statement])
    else page.push(statement)
  }
  return pages
}
