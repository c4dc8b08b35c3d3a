import { LineCounter, parseDocument } from 'yaml'
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
  })
  const places = yamlPlaces(document, lines, file, text)
  if (document.errors.length > 0) {
    return document.errors.map(({ message, pos }) => {
      const { line, col } = lines.linePos(pos[0])
      return new ProductError('PROJECT_YAML_SYNTAX', {
        message: `${file} is not valid YAML: ${sentence(message)}`,
        at: { file, line, column: col, text },
      })
    })
  }
  const parsed = schema.safeParse(document.toJS() ?? {})
  if (parsed.success) return { value: parsed.data, places }
  return yamlIssues(parsed.error.issues, schema, places, document.toJS())
}

export const isYamlFile = <T>(read: YamlFile<T> | readonly ProductError[]): read is YamlFile<T> =>
  !Array.isArray(read)

const sentence = (text: string) =>
  `${text.charAt(0).toLowerCase()}${text.slice(1).replace(/\.?$/, '.')}`
