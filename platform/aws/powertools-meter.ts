import { Metrics } from '@aws-lambda-powertools/metrics'
import { type MetricValues, metrics, metricsNamespace } from '../../contracts/metrics.ts'
import type { Meter } from '../../contracts/ports/meter.ts'

/** Metrics as lines of the log in CloudWatch's embedded format: one for the whole stage, one with the dimensions given. */
export class EmfMeter implements Meter {
  readonly #stage: string

  constructor(stage: string) {
    this.#stage = stage
  }

  publish(values: MetricValues, dimensions: Readonly<Record<string, string>>): void {
    this.#line(values, {})
    this.#line(values, dimensions)
  }

  #line(values: MetricValues, dimensions: Readonly<Record<string, string>>): void {
    const emf = new Metrics({
      namespace: metricsNamespace,
      serviceName: 'millrace',
      defaultDimensions: { stage: this.#stage, ...dimensions },
    })
    for (const [name, value] of Object.entries(values))
      emf.addMetric(name, metrics[name as keyof MetricValues], value)
    emf.publishStoredMetrics()
  }
}
