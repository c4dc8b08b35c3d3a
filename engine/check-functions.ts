import { ProductError } from '../contracts/errors/product-error.ts'
import { forbiddenFunctions, pureTableFunctions } from './functions.ts'
import type { Select } from './inspect-select.ts'
import type { RenderedModel, RenderedTest } from './stages.ts'

/** Functions give the same result for the same arguments, and read nothing that is no input. */
export function checkFunctions(
  { functions }: Select,
  { file, map, config }: RenderedModel | RenderedTest,
  volatile: ReadonlySet<string>,
): void {
  const mayVary = 'nondeterministic' in config && config.nondeterministic
  for (const { name, at, table } of functions) {
    if (table ? !pureTableFunctions.has(name) : forbiddenFunctions.has(name)) {
      const message = `"${file.name}" calls ${name}(), which reads something that is not an input of the model.`
      throw new ProductError('MODEL_FUNCTION_FORBIDDEN', { message, at: map(at) })
    }
    if (volatile.has(name) && !mayVary) {
      const message = `"${file.name}" uses ${name}, whose result changes from run to run, so the same inputs would not give the same table.`
      throw new ProductError('MODEL_FUNCTION_VOLATILE', { message, at: map(at) })
    }
  }
}
