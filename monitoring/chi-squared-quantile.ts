/**
 * Quantile of the chi-squared distribution by the approximation of Wilson and Hilferty (1931), good to 3 % at one degree of
 * freedom and better above. `deviate` is the standard normal deviate of the level, 3.0902 for 99.9 %.
 */
export function chiSquaredQuantile(degrees: number, deviate: number): number {
  const spread = 2 / (9 * degrees)
  return degrees * (1 - spread + deviate * Math.sqrt(spread)) ** 3
}
