import { isProductError } from '../contracts/errors/product-error.ts'
import type { Report } from './report.ts'

/** Does a piece of work; an error that a person can act on goes to `report`, and gives undefined. */
export function attempt<T>(report: Report, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (!isProductError(error)) throw error
    report(error)
    return undefined
  }
}

/** `attempt` for work that waits. */
export async function attemptAsync<T>(
  report: Report,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!isProductError(error)) throw error
    report(error)
    return undefined
  }
}
