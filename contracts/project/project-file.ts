import { z } from 'zod'
import { identifier } from './names.ts'

const scalar = z.union([z.string(), z.number(), z.boolean()])
/** What `{{var "…"}}` stands for; a list is walked with `{{#each (var "…")}}`. */
export const varValue = z.union([scalar, z.array(scalar)])
export type VarValue = z.infer<typeof varValue>

/** `project.yml` */
export const projectFile = z.strictObject({
  name: identifier,
  description: z.string().optional(),
  /** Default values of `{{var "…"}}`; `--vars` overrides them. */
  vars: z.record(identifier, varValue).default({}),
  /** Engine of a layer's tables; `{{config engine="…"}}` of a model goes before it. @default duckdb */
  engines: z
    .partialRecord(
      z.enum(['raw', 'intermediate', 'primary', 'feature']),
      z.enum(['duckdb', 'athena']),
    )
    .default({}),
  /** Size of what a model reads, such as `50 GB`, from which on it is made on Athena where there is one. @default never */
  athena_above: z
    .string()
    .regex(/^\d+(?:\.\d+)? (?:MB|GB|TB)$/, 'must be a number and MB, GB or TB')
    .optional(),
  /** Seconds for which a run that an arrived file begins waits for more files. @default 60 */
  window_seconds: z.number().int().min(0).max(3600).default(60),
})
export type ProjectFile = z.infer<typeof projectFile>
