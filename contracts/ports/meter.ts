import type { MetricValues } from '../metrics.ts'

/** Publishes measured values. What cannot be published never stops the work. */
export interface Meter {
  publish(values: MetricValues, dimensions: Readonly<Record<string, string>>): void
}
