import { z } from 'zod'

/** Names of projects, sources, models, columns declared by Millrace: lower snake case. */
export const identifier = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,62}$/,
    'must be lower snake case: a letter, then letters, digits or "_" (63 at most)',
  )

/** Relation a source is known by in compiled SQL. */
export const sourceRelation = (source: string) => `source_${source}`
