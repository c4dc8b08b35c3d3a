import type { Objective } from './objective.ts'

export interface LineStart {
  readonly point: Float64Array
  readonly value: number
  readonly gradient: Float64Array
  readonly direction: Float64Array
  /** Length of the first step tried, in directions. */
  readonly first: number
}

export interface LineEnd {
  /** 0 when no step lowered the value. */
  readonly length: number
  readonly point: Float64Array
  readonly value: number
  readonly gradient: Float64Array
  readonly evaluations: number
}

interface Trial {
  readonly length: number
  readonly value: number
  /** Derivative along the direction. */
  readonly slope: number
  readonly point: Float64Array
  readonly gradient: Float64Array
}

const SUFFICIENT_DECREASE = 1e-4
const CURVATURE = 0.9
const MOST_TRIALS = 30
/** Below this share of the value, a difference is rounding and only slopes tell. */
const ROUNDING = 1e-12

/**
 * A step along the direction that lowers the value enough and flattens the slope enough (strong Wolfe
 * conditions); the best step seen when rounding leaves none.
 * Source: Nocedal & Wright, Numerical Optimization (2nd ed.), algorithms 3.5 and 3.6.
 */
export function strongWolfe(objective: Objective, start: LineStart): LineEnd {
  let evaluations = 0
  const slope = along(start.gradient, start.direction)
  const zero: Trial = { ...start, length: 0, slope }
  const at = (length: number): Trial => {
    evaluations++
    const point = new Float64Array(start.point.length)
    for (let i = 0; i < point.length; i++) point[i] = start.point[i] + length * start.direction[i]
    const gradient = new Float64Array(point.length)
    const value = objective(point, gradient)
    return { length, value, slope: along(gradient, start.direction), point, gradient }
  }
  const flatEnough = (trial: Trial) => Math.abs(trial.slope) <= -CURVATURE * slope
  const levelWithZero = (trial: Trial) =>
    Math.abs(trial.value - zero.value) <= ROUNDING * Math.abs(zero.value)
  const lowEnough = (trial: Trial) =>
    trial.value <= zero.value + SUFFICIENT_DECREASE * trial.length * slope ||
    (levelWithZero(trial) && flatEnough(trial))

  let low = zero
  let high: Trial | undefined
  let trial = at(start.first)
  while (evaluations < MOST_TRIALS) {
    if (!lowEnough(trial) || (trial.value >= low.value && low !== zero)) high = trial
    else if (flatEnough(trial)) return { ...trial, evaluations }
    else {
      const turned =
        high === undefined ? trial.slope >= 0 : trial.slope * (high.length - low.length) >= 0
      if (turned) high = low
      low = trial
    }
    trial = at(high === undefined ? low.length * 2 : between(low, high))
  }
  return { ...low, evaluations }
}

/** Minimum of the cubic through both ends' values and slopes, kept a tenth away from either end. */
function between(a: Trial, b: Trial): number {
  const width = b.length - a.length
  const chord = a.slope + b.slope - (3 * (b.value - a.value)) / width
  const root = Math.sqrt(chord * chord - a.slope * b.slope) * Math.sign(width)
  const share = 1 - (b.slope + root - chord) / (b.slope - a.slope + 2 * root)
  const safe = Number.isFinite(share) ? Math.min(0.9, Math.max(0.1, share)) : 0.5
  return a.length + safe * width
}

function along(gradient: Float64Array, direction: Float64Array): number {
  let sum = 0
  for (let i = 0; i < gradient.length; i++) sum += gradient[i] * direction[i]
  return sum
}
