import type { Objective } from './objective.ts'
import { strongWolfe } from './strong-wolfe.ts'

export interface MinimiseOptions {
  /** Done when no component of the gradient is larger than this. */
  readonly tolerance: number
  /** @default 500 */
  readonly iterations?: number
  /** Rough curvature along every axis; brings axes of unlike scale to one. @default all 1 */
  readonly curvatures?: Float64Array
  /** Pairs of steps and gradient changes that are remembered. @default 10 */
  readonly memory?: number
}

export interface Minimum {
  readonly point: Float64Array
  readonly value: number
  readonly iterations: number
  readonly evaluations: number
  /** False when the iterations ran out, or no step lowered the value, above the tolerance. */
  readonly converged: boolean
}

interface Pair {
  readonly step: Float64Array
  readonly change: Float64Array
  readonly curvature: number
}

/**
 * Limited-memory BFGS with a strong Wolfe line search.
 * Source: Nocedal & Wright, Numerical Optimization (2nd ed.), algorithms 7.4 and 7.5.
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  options: MinimiseOptions,
): Minimum {
  const iterations = options.iterations ?? 500
  const memory = options.memory ?? 10
  const pairs: Pair[] = []
  let point: Float64Array = Float64Array.from(start)
  let gradient: Float64Array = new Float64Array(point.length)
  let value = objective(point, gradient)
  let evaluations = 1
  let iteration = 0
  for (; iteration < iterations && largest(gradient) > options.tolerance; iteration++) {
    const direction = descentDirection(gradient, pairs, options.curvatures)
    // Without curvatures the first direction has the gradient's length, which says nothing about the step.
    const unscaled = pairs.length === 0 && options.curvatures === undefined
    const first = unscaled ? Math.min(1, 1 / norm(gradient)) : 1
    const found = strongWolfe(objective, { point, value, gradient, direction, first })
    evaluations += found.evaluations
    if (found.length === 0) break
    remember(pairs, memory, point, gradient, found.point, found.gradient)
    point = found.point
    gradient = found.gradient
    value = found.value
  }
  return {
    point,
    value,
    iterations: iteration,
    evaluations,
    converged: largest(gradient) <= options.tolerance,
  }
}

/** The two-loop recursion: minus the approximate inverse Hessian times the gradient. */
function descentDirection(
  gradient: Float64Array,
  pairs: readonly Pair[],
  curvatures: Float64Array | undefined,
): Float64Array {
  const direction = new Float64Array(gradient.length)
  addScaled(direction, gradient, -1)
  const shares = new Float64Array(pairs.length)
  for (let i = pairs.length - 1; i >= 0; i--) {
    shares[i] = dot(pairs[i].step, direction) / pairs[i].curvature
    addScaled(direction, pairs[i].change, -shares[i])
  }
  divideByCurvature(direction, pairs.at(-1), curvatures)
  pairs.forEach((pair, i) => {
    const beta = dot(pair.change, direction) / pair.curvature
    addScaled(direction, pair.step, shares[i] - beta)
  })
  return direction
}

/** The first guess of the inverse Hessian: that of the axes, scaled to fit the latest pair. */
function divideByCurvature(
  direction: Float64Array,
  last: Pair | undefined,
  curvatures: Float64Array | undefined,
): void {
  let factor = 1
  if (last !== undefined) {
    let squares = 0
    for (let i = 0; i < direction.length; i++) {
      squares += (last.change[i] * last.change[i]) / (curvatures?.[i] ?? 1)
    }
    factor = last.curvature / squares
  }
  for (let i = 0; i < direction.length; i++) direction[i] *= factor / (curvatures?.[i] ?? 1)
}

function remember(
  pairs: Pair[],
  memory: number,
  point: Float64Array,
  gradient: Float64Array,
  nextPoint: Float64Array,
  nextGradient: Float64Array,
): void {
  const step = difference(nextPoint, point)
  const change = difference(nextGradient, gradient)
  const curvature = dot(step, change)
  if (!(curvature > 0)) return
  pairs.push({ step, change, curvature })
  if (pairs.length > memory) pairs.shift()
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length)
  for (let i = 0; i < a.length; i++) result[i] = a[i] - b[i]
  return result
}

/** Four sums side by side: one sum would wait for each addition before the next. */
function dot(a: Float64Array, b: Float64Array): number {
  const even = a.length - (a.length % 4)
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  for (let i = 0; i < even; i += 4) {
    s0 += a[i] * b[i]
    s1 += a[i + 1] * b[i + 1]
    s2 += a[i + 2] * b[i + 2]
    s3 += a[i + 3] * b[i + 3]
  }
  for (let i = even; i < a.length; i++) s0 += a[i] * b[i]
  return s0 + s1 + (s2 + s3)
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * source[i]
}

const norm = (values: Float64Array): number => Math.sqrt(dot(values, values))

function largest(values: Float64Array): number {
  let most = 0
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]))
  return most
}
