import { expect, test } from 'vitest'
import { minimise } from '../../../../learning/solver/minimise.ts'

/** Rosenbrock's valley: minimum 0 at (1, 1). */
function rosenbrock([x, y]: Float64Array, gradient: Float64Array): number {
  gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x)
  gradient[1] = 200 * (y - x * x)
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2
}

/** A bowl with axes as unlike as 1 and a million. */
const scales = Float64Array.of(1, 1e3, 1e6)
function bowl(point: Float64Array, gradient: Float64Array): number {
  let value = 0
  point.forEach((x, i) => {
    gradient[i] = scales[i] * (x - i)
    value += (scales[i] * (x - i) ** 2) / 2
  })
  return value
}

test('finds the end of a curved valley', () => {
  const found = minimise(rosenbrock, Float64Array.of(-1.2, 1), { tolerance: 1e-8 })
  expect(found.converged).toBe(true)
  expect(found.point[0]).toBeCloseTo(1, 6)
  expect(found.point[1]).toBeCloseTo(1, 6)
})

test('known curvatures make unlike axes no harder than like ones', () => {
  const start = Float64Array.of(5, 5, 5)
  const found = minimise(bowl, start, { tolerance: 1e-6, curvatures: scales })
  expect([...found.point].map((x) => Math.round(x * 1e6) / 1e6)).toEqual([0, 1, 2])
  expect(found.iterations).toBeLessThanOrEqual(2)
})

test('a start at the minimum is returned as it is', () => {
  const found = minimise(rosenbrock, Float64Array.of(1, 1), { tolerance: 1e-8 })
  expect(found).toMatchObject({ iterations: 0, evaluations: 1, converged: true })
})

test('says so when the iterations run out', () => {
  const found = minimise(rosenbrock, Float64Array.of(-1.2, 1), { tolerance: 1e-8, iterations: 3 })
  expect(found.converged).toBe(false)
  expect(found.iterations).toBe(3)
})

test('a function that cannot get lower ends the search instead of turning in circles', () => {
  const wall = (_: Float64Array, gradient: Float64Array) => {
    gradient[0] = -1
    return 7
  }
  expect(minimise(wall, Float64Array.of(0), { tolerance: 1e-8 })).toMatchObject({
    converged: false,
    value: 7,
  })
})
