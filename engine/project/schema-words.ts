import type { z } from 'zod'

type Schema = z.core.$ZodType
type Path = readonly PropertyKey[]

/** Keys that a schema knows at a path; of a union, those of all its options. */
export const knownKeys = (schema: Schema, path: Path): readonly string[] =>
  schemasAt(schema, path).flatMap((found) => {
    const { def } = typed(found)._zod
    return def.type === 'object' ? Object.keys(def.shape) : []
  })

/** Words that may stand at a path: the values of enums and the keys of objects. */
export const knownWords = (schema: Schema, path: Path): readonly string[] =>
  schemasAt(schema, path).flatMap((found) => {
    const { def } = typed(found)._zod
    if (def.type === 'enum') return Object.values(def.entries).map(String)
    if (def.type === 'literal') return def.values.map(String)
    return def.type === 'object' ? Object.keys(def.shape) : []
  })

function schemasAt(schema: Schema, path: Path): readonly Schema[] {
  const here = unwrap(schema)
  if (path.length === 0) return here
  const [step, ...rest] = path
  return here.flatMap((option) => {
    const next = child(option, step)
    return next === undefined ? [] : schemasAt(next, rest)
  })
}

function child(schema: Schema, step: PropertyKey): Schema | undefined {
  const { def } = typed(schema)._zod
  if (def.type === 'object')
    return Object.hasOwn(def.shape, step) ? def.shape[String(step)] : undefined
  if (def.type === 'array') return def.element
  return def.type === 'record' ? def.valueType : undefined
}

/** The schema itself behind defaults and optionals; every option of a union. */
function unwrap(schema: Schema): readonly Schema[] {
  const { def } = typed(schema)._zod
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
      return unwrap(def.innerType)
    case 'union':
      return def.options.flatMap(unwrap)
    default:
      return [schema]
  }
}

// zod publishes this union of its classes for code that walks schemas; every schema is one of them.
const typed = (schema: Schema) => schema as z.core.$ZodTypes
