import { type Environment, environmentSchema } from '../contracts/deployment.ts'
import { ProductError } from '../contracts/errors/product-error.ts'

let parsed: Environment | undefined

/** The variables that the process was started with, looked at once. Throws COMMAND_USAGE when one has a value it cannot have. */
export function environment(): Environment {
  parsed ??= parseEnvironment(process.env)
  return parsed
}

/** An empty variable counts as not set. */
export function parseEnvironment(variables: Readonly<Record<string, string | undefined>>) {
  const given = Object.entries(variables).filter(([, value]) => value !== undefined && value !== '')
  const result = environmentSchema.safeParse(Object.fromEntries(given))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new ProductError('COMMAND_USAGE', {
    message: `The environment variable ${String(issue?.path[0])} cannot be "${String(variables[String(issue?.path[0])])}": ${issue?.message}.`,
    hint: 'Correct the variable, or unset it.',
  })
}
