import type { SeenRequest } from '../servers/fault-proxy.ts'
import type { Deployment } from './deployment.ts'
import type { Execution } from './executions.ts'

/** What a run took, as lines to read: states by their time, cold starts, requests to S3. */
export function figuresOf(
  { name, seconds, states }: Execution,
  { functions }: Deployment,
  requests: readonly SeenRequest[],
): string {
  const long = states.filter((state) => state.seconds >= 0.05)
  const colds = Object.entries(functions).flatMap(([of, { inits }]) =>
    inits.map((ms) => `${of} ${ms.toFixed(0)}`),
  )
  const methods = Map.groupBy(requests, ({ method }) => method)
  return [
    `${name}: ${seconds.toFixed(1)} s, ${states.length} states`,
    ...long.map((state) => `  ${state.seconds.toFixed(2).padStart(7)} s  ${state.name}`),
    `  cold starts (ms): ${colds.join(', ')}`,
    `  requests to S3: ${[...methods].map(([of, all]) => `${all.length} ${of}`).join(', ')}`,
  ].join('\n')
}
