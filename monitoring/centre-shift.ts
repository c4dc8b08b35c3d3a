import type { ReferenceProfile } from '../contracts/records/monitoring.ts'
import type { Comparison, Statistic } from './comparison.ts'
import type { Centre } from './profile-vectors.ts'
import { number } from './words.ts'

type VectorProfile = NonNullable<ReferenceProfile['vectors']>

/**
 * Distance between the centres of batch and reference, in standard deviations of the reference's distances to its centre.
 * The means of n and m vectors lie apart by chance alone: squared, by (1/n + 1/m) times the mean squared distance to the
 * centre. That is taken off the squared distance first, so that a batch without drift is near 0 whatever its size.
 */
export function centreShiftOf(
  reference: VectorProfile,
  referenceRows: number,
  batch: Centre,
): number {
  const { centre, distance_mean, distance_deviation } = reference
  const squared = centre.reduce((sum, x, i) => sum + (batch.centre[i] - x) ** 2, 0)
  const meanSquare = distance_mean ** 2 + distance_deviation ** 2
  const byChance = (1 / batch.rows + 1 / referenceRows) * meanSquare
  // Vectors that are all but equally far from their centre would turn any shift into a huge one.
  const deviation = Math.max(distance_deviation, distance_mean / 100, 1e-6)
  return Math.sqrt(Math.max(0, squared - byChance)) / deviation
}

/** The shift of a comparison; null where there are no vectors on either side. */
export const centreShiftIn = ({ reference, batch }: Comparison): number | null =>
  reference.vectors === null || batch.vectors === null || reference.rows === 0
    ? null
    : centreShiftOf(reference.vectors, reference.rows, batch.vectors)

/** Texts about other things, or in another manner, than at training. */
export const centreShift: Statistic = {
  name: 'centre_shift',
  findings: (comparison) => {
    const { centre_look, centre_retrain } = comparison.settings
    const shift = centreShiftIn(comparison)
    if (shift === null || shift < centre_look) return []
    const retrain = shift >= centre_retrain
    const limit = retrain ? `retrain from ${centre_retrain}` : `worth a look from ${centre_look}`
    return [
      {
        monitor: centreShift.name,
        verdict: retrain ? 'retrain' : 'look',
        message: `The texts are not like those at training: the centre of their vectors lies ${number(shift)} deviations from the reference (${limit}).`,
      },
    ]
  },
}
