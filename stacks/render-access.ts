import { humanRoles, type Right, type Role, roles, whoMayDoWhat } from './access.ts'
import { anyResource } from './any-resource.ts'
import { areas } from './areas.ts'
import { functionSizes } from './functions.ts'

const verbs = (rights: readonly Right[], role: Role): string[] => {
  const own = rights.filter((right) => right.who.includes(role))
  const lake = (['read', 'write', 'remove'] as const).flatMap((verb) => {
    const parts = own.flatMap((right) => ('what' in right && right.may === verb ? right.what : []))
    return parts.length === 0 ? [] : [`${verb} ${[...new Set(parts)].join(', ')}`]
  })
  return [...lake, ...own.flatMap((right) => ('what' in right ? [] : [right.may]))]
}

/** The page of who may do what, made from the tables that the policies are made from. */
export function accessPage(made: string): string {
  const table = (title: string, of: readonly Role[]) => [
    `## ${title}`,
    '',
    '| role | may |',
    '|---|---|',
    ...of.map((role) => `| \`${role}\` | ${verbs(whoMayDoWhat, role).join('<br>')} |`),
    '',
  ]
  return [
    '# Who may do what',
    '',
    made,
    '',
    'Each role gets what its row says and nothing else. The rows are compiled to IAM policies that name every action whole and every resource',
    'that AWS lets one name. The bucket refuses beside that: calls without TLS 1.2, uploads under another key, answers to approvals from others than',
    'their row says, and forgetting of versions. The key opens to people, functions and tasks through the service they use, never directly.',
    '',
    ...table('People', humanRoles),
    ...table(
      'Functions and the task',
      roles.filter((role) => role in functionSizes || role === 'task'),
    ),
    ...table(
      'What starts them, and GitHub',
      roles.filter(
        (role) =>
          !(role in functionSizes) &&
          role !== 'task' &&
          !(humanRoles as readonly Role[]).includes(role),
      ),
    ),
    '## Parts of the lake',
    '',
    '| part | keys |',
    '|---|---|',
    ...Object.entries(areas).map(
      ([part, prefixes]) => `| ${part} | ${prefixes.map((prefix) => `\`${prefix}\``).join(' ')} |`,
    ),
    '',
    '## Actions on any resource',
    '',
    'AWS does not let these name what they act on.',
    '',
    '| action | why |',
    '|---|---|',
    ...Object.entries(anyResource).map(([action, why]) => `| \`${action}\` | ${why} |`),
    '',
  ].join('\n')
}
