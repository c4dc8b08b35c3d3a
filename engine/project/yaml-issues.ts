import type { z } from 'zod'
import { ProductError } from '../../contracts/errors/product-error.ts'
import { didYouMean, nearestName } from '../../contracts/nearest.ts'
import { knownKeys, knownWords } from './schema-words.ts'
import type { YamlPlaces } from './yaml-places.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

interface Scene {
  readonly schema: z.core.$ZodType
  readonly places: YamlPlaces
  /** The whole document as plain values. */
  readonly root: unknown
}

/** What zod finds wrong with a document, as errors with a place in the YAML file. */
export const yamlIssues = (
  issues: readonly Issue[],
  schema: z.core.$ZodType,
  places: YamlPlaces,
  root: unknown,
): readonly ProductError[] => listErrors(issues, [], { schema, places, root })

/** A key that is missing only because it was misspelt is not told again. */
function listErrors(issues: readonly Issue[], parent: Path, scene: Scene): readonly ProductError[] {
  const misspelt = new Set(issues.flatMap((issue) => meantKeys(issue, parent, scene)))
  const rest = issues.filter(({ code, path }) => {
    const missing =
      code === 'invalid_type' && valueAt(scene.root, [...parent, ...path]) === undefined
    return !missing || !misspelt.has(dotted([...parent, ...path]))
  })
  return rest.flatMap((issue) => errorsOf(issue, parent, scene))
}

function meantKeys(issue: Issue, parent: Path, { schema }: Scene): readonly string[] {
  if (issue.code !== 'unrecognized_keys') return []
  const path = [...parent, ...issue.path]
  const known = knownKeys(schema, path)
  return issue.keys.flatMap((key) => {
    const near = nearestName(key, known)
    return near === undefined ? [] : [dotted([...path, near])]
  })
}

function errorsOf(issue: Issue, parent: Path, scene: Scene): readonly ProductError[] {
  const path = [...parent, ...issue.path]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], scene))
    case 'invalid_union':
      return unionErrors(issue, path, scene)
    case 'invalid_key':
      return [
        invalid(
          path,
          `${show(path.at(-1))} ${issue.issues[0]?.message ?? 'is no valid name'}.`,
          scene,
          'key',
        ),
      ]
    default:
      return [invalid(path, reason(issue, path, scene), scene)]
  }
}

function unknownKey(path: Path, scene: Scene): ProductError {
  const keys = knownKeys(scene.schema, path.slice(0, -1))
  const key = String(path.at(-1))
  return new ProductError('PROJECT_KEY_UNKNOWN', {
    message: `${show(key)} is not known ${inside(path.slice(0, -1))}.${didYouMean(key, keys)}`,
    hint: `Known here: ${[...new Set(keys)].join(', ')}.`,
    at: scene.places.key(path),
  })
}

/** Of a union's branches only the one that was meant has something to say: the one whose key was written. */
function unionErrors(
  issue: z.core.$ZodIssueInvalidUnion,
  path: Path,
  scene: Scene,
): readonly ProductError[] {
  const value = valueAt(scene.root, path)
  const words = [...new Set(knownWords(scene.schema, path))]
  if (isObject(value)) {
    const stranger = Object.keys(value).find((key) => !words.includes(key))
    if (stranger !== undefined) return [unknownKey([...path, stranger], scene)]
    const meant = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? []
    return listErrors(meant, path, scene)
  }
  if (words.length === 0) return [invalid(path, `cannot be ${show(value)}.`, scene)]
  const near = typeof value === 'string' ? didYouMean(value, words) : ''
  return [
    invalid(
      path,
      `must be one of ${words.map(show).join(', ')}, not ${show(value)}.${near}`,
      scene,
    ),
  ]
}

const depth = (issues: readonly Issue[]) =>
  Math.max(
    ...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? -1 : 0)),
  )

function reason(issue: Issue, path: Path, scene: Scene): string {
  const value = valueAt(scene.root, path)
  if (issue.code === 'invalid_type') {
    return value === undefined || value === null
      ? 'is missing.'
      : `must be ${article(issue.expected)}, not ${show(value)}.`
  }
  if (issue.code === 'invalid_value') {
    const near = typeof value === 'string' ? didYouMean(value, issue.values.map(String)) : ''
    return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(show).join(', ')}, not ${show(value)}.${near}`
  }
  if (issue.code === 'too_small' || issue.code === 'too_big')
    return `${limit(issue)}, ${Array.isArray(value) ? `but has ${value.length}` : `not ${show(value)}`}.`
  return `is ${show(value)} but ${issue.message}.`
}

function limit(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [bound, word, strict] =
    issue.code === 'too_small'
      ? [issue.minimum, 'at least', 'more than']
      : [issue.maximum, 'at most', 'less than']
  const unit =
    issue.origin === 'array' ? ' entries' : issue.origin === 'string' ? ' characters' : ''
  return `must ${unit === '' ? 'be' : 'have'} ${issue.inclusive === false ? strict : word} ${bound}${unit}`
}

const invalid = (path: Path, rest: string, { places }: Scene, at: 'key' | 'value' = 'value') =>
  new ProductError('PROJECT_YAML_INVALID', {
    message:
      at === 'key' ? rest : `${path.length === 0 ? 'The file' : `"${dotted(path)}"`} ${rest}`,
    at: places[at](path),
  })

const inside = (path: Path) => (path.length === 0 ? 'in this file' : `in "${dotted(path)}"`)

/** `columns[2].tests[0].range` */
const dotted = (path: Path) =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number'
        ? `${text}[${step}]`
        : text === ''
          ? String(step)
          : `${text}.${String(step)}`,
    '',
  )

const show = (value: unknown) =>
  Array.isArray(value)
    ? 'a list'
    : isObject(value)
      ? 'a group of keys'
      : (JSON.stringify(value) ?? 'nothing')

const article = (expected: string) =>
  ({ object: 'a group of keys', array: 'a list', int: 'a whole number', string: 'text' })[
    expected
  ] ?? `a ${expected}`

const isObject = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      value !== null && typeof value === 'object' ? Reflect.get(value, step) : undefined,
    root,
  )
