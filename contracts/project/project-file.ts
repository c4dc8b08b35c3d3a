import { z } from 'zod'
import { identifier } from './names.ts'

/** `project.yml` */
export const projectFile = z.strictObject({
  name: identifier,
  description: z.string().optional(),
  /** Default values of `{{var "…"}}`; `--vars` overrides them. */
  vars: z.record(identifier, z.union([z.string(), z.number(), z.boolean()])).default({}),
})
export type ProjectFile = z.infer<typeof projectFile>
