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
})
export type ProjectFile = z.infer<typeof projectFile>
