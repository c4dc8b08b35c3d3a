import { type Document, isScalar, LineCounter, parseDocument, visit, type YAMLMap } from 'yaml'
import type { z } from 'zod'
import { ProductError } from '../../contracts/errors/product-error.ts'
import { yamlIssues } from './yaml-issues.ts'
import { type YamlPlaces, yamlPlaces } from './yaml-places.ts'

export interface YamlFile<T> {
  readonly value: T
  readonly places: YamlPlaces
}

/** Parses a YAML text and checks it against a schema. Gives the errors in place of the value when there are any. */
export function readYaml<S extends z.ZodType>(
  text: string,
  file: string,
  schema: S,
): YamlFile<z.output<S>> | readonly ProductError[] {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Else the key "null" would be no text.
    stringKeys: true,
    // The parser compares every key with every other, which a long map makes slow; `repeatedKeys` looks for them instead.
    uniqueKeys: false,
  })
  const places = yamlPlaces(document, lines, file, text)
  const faults = document.errors.map(({ message, pos }) => ({ message, at: pos[0] }))
  if (faults.length === 0) faults.push(...repeatedKeys(document))
  const plain = faults.length === 0 ? plainValue(document) : undefined
  if (plain !== undefined && 'fault' in plain) faults.push(plain.fault)
  if (plain === undefined || 'fault' in plain) {
    return faults.map(({ message, at }) => {
      const { line, col } = lines.linePos(at)
      return new ProductError('PROJECT_YAML_SYNTAX', {
        message: `${file} is not valid YAML: ${sentence(message)}`,
        at: { file, line, column: col, text },
      })
    })
  }
  const parsed = schema.safeParse(plain.value ?? {})
  if (parsed.success) return { value: parsed.data, places }
  return yamlIssues(parsed.error.issues, schema, places, plain.value)
}

export const isYamlFile = <T>(read: YamlFile<T> | readonly ProductError[]): read is YamlFile<T> =>
  !Array.isArray(read)

interface Fault {
  readonly message: string
  readonly at: number
}

/** The document as plain values; aliases that would multiply without bound are a fault. */
function plainValue(document: Document.Parsed): { value: unknown } | { fault: Fault } {
  try {
    return { value: document.toJS() }
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    return { fault: { message: error.message, at: document.contents?.range[0] ?? 0 } }
  }
}

function repeatedKeys(document: Document.Parsed): readonly Fault[] {
  const found: Fault[] = []
  visit(document, {
    Map(_, map) {
      found.push(...repeatedIn(map))
    },
  })
  return found
}

function repeatedIn({ items }: YAMLMap): readonly Fault[] {
  const seen = new Set<unknown>()
  return items.flatMap(({ key }) => {
    if (!isScalar(key)) return []
    const repeated = seen.has(key.value)
    seen.add(key.value)
    return repeated ? [{ message: 'map keys must be unique', at: key.range?.[0] ?? 0 }] : []
  })
}

/** What the parser says in words of its own trade, in words of ours. */
const words: readonly (readonly [RegExp, string])[] = [
  [/call stack/, 'it is nested too deeply'],
  [/multiple documents/, 'a second document begins here; a file holds one'],
  [/excessive alias count/i, 'its aliases (*name) multiply without end'],
]

const sentence = (text: string) => {
  const told = words.find(([pattern]) => pattern.test(text))?.[1] ?? text
  return `${told.charAt(0).toLowerCase()}${told.slice(1).replace(/\.?$/, '.')}`
}
