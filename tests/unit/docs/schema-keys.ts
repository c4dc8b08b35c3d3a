import type { z } from 'zod'

export interface SchemaKey {
  /** Keys from the root, parted by dots; lists and unions leave no trace. */
  readonly path: string
  /** Whether no keys are below it. */
  readonly leaf: boolean
  /** What counts when the key is left out; undefined when nothing is declared. */
  readonly fallback: unknown
}

/** Every key that a schema knows. */
export function keysOf(schema: z.core.$ZodType, before = ''): readonly SchemaKey[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([key, value]) => {
        const path = before === '' ? key : `${before}.${key}`
        const below = keysOf(value, path)
        return [{ path, leaf: below.length === 0, fallback: fallbackOf(value) }, ...below]
      })
    case 'array':
      return keysOf(def.element, before)
    case 'union':
      return def.options.flatMap((option) => keysOf(option, before))
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return keysOf(def.innerType, before)
    default:
      return []
  }
}

function fallbackOf(schema: z.core.$ZodType): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod
  return def.type === 'default' ? def.defaultValue : undefined
}
