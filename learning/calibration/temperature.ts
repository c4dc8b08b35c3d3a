import { softmaxInto } from '../matrix/softmax.ts'
import { type Minimum, minimise } from '../solver/minimise.ts'

/**
 * Pull of the temperatures towards one common temperature, and of that towards 1, worth this many rows.
 * With few rows, or few of a class, little is believed.
 */
const PRIOR_ROWS = 5
const LOG_LIMIT = 4

/**
 * Temperatures, one a class, that make "70 % sure" mean 70 %.
 *
 * A row's scores are divided by the mean of the temperatures, weighted by the row's own uncalibrated probabilities, before
 * the softmax. The order of the classes in a row never changes, so neither does its label; with equal temperatures this is
 * the temperature scaling of Guo et al. (2017). Fitted to the least log loss on rows that the model has not seen.
 */
export function fitTemperatures(
  scores: Float64Array,
  labels: Int32Array,
  classes: number,
): Float32Array {
  const ones = new Float32Array(classes).fill(1)
  if (labels.length === 0) return ones
  const minimum: Minimum = minimise(
    (point, gradient) => lossOf(scores, labels, classes, point, gradient),
    new Float64Array(classes + 1),
    { tolerance: 1e-7, iterations: 200 },
  )
  return ones.map((_, k) => temperatureOf(minimum.point, k))
}

/** exp(common + own), within bounds. `point` holds the common logarithm first. */
const temperatureOf = (point: Float64Array, k: number): number =>
  Math.exp(Math.min(LOG_LIMIT, Math.max(-LOG_LIMIT, point[0] + point[k + 1])))

function lossOf(
  scores: Float64Array,
  labels: Int32Array,
  classes: number,
  point: Float64Array,
  gradient: Float64Array,
): number {
  gradient.fill(0)
  const temperatures = Float64Array.from({ length: classes }, (_, k) => temperatureOf(point, k))
  const plain = new Float64Array(classes)
  const calibrated = new Float64Array(classes)
  let loss = 0
  labels.forEach((label, row) => {
    const own = scores.subarray(row * classes, (row + 1) * classes)
    const temperature = calibrateInto(own, temperatures, plain, calibrated)
    loss -= Math.log(Math.max(calibrated[label], Number.MIN_VALUE)) / labels.length
    let slope = 0
    for (let k = 0; k < classes; k++) {
      slope -= ((calibrated[k] - (k === label ? 1 : 0)) * own[k]) / temperature ** 2
    }
    for (let k = 0; k < classes; k++) {
      const share = (slope * plain[k] * temperatures[k]) / labels.length
      gradient[k + 1] += share
      gradient[0] += share
    }
  })
  for (let i = 0; i < point.length; i++) {
    loss += (PRIOR_ROWS * point[i] ** 2) / labels.length
    gradient[i] += (2 * PRIOR_ROWS * point[i]) / labels.length
  }
  return loss
}

/**
 * Writes the uncalibrated and the calibrated probabilities of one row's scores; returns the row's temperature.
 */
export function calibrateInto(
  scores: Float64Array,
  temperatures: Float32Array | Float64Array,
  plain: Float64Array,
  calibrated: Float64Array,
): number {
  softmaxInto(scores, 1, plain)
  let temperature = 0
  for (let k = 0; k < scores.length; k++) temperature += plain[k] * temperatures[k]
  softmaxInto(scores, temperature, calibrated)
  return temperature
}
