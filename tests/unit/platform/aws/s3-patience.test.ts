import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Patience } from '../../../../platform/aws/s3-patience.ts'
import { lostConnection, s3Failure } from '../../../fakes/scripted-s3.ts'

function patient(random: () => number, attempts = 6) {
  const waits: number[] = []
  const pause = async (ms: number) => void waits.push(ms)
  const policy = { attempts, firstMs: 100, longestMs: 1_000, pause, random }
  return { waits, patience: new Patience(policy, async () => undefined) }
}

describe('patience', () => {
  test('waits a random share of a limit that doubles and then stays', async () => {
    const { waits, patience } = patient(() => 0.999)
    for (let n = 0; n < 5; n++) await patience.again(s3Failure('SlowDown', 503))
    expect(waits.map(Math.round)).toEqual([100, 200, 400, 799, 999])
    await expect(patience.again(lostConnection())).rejects.toThrow('socket hang up')
  })

  test('never waits longer than its limit, whatever the random numbers', async () => {
    const share = fc.double({ min: 0, max: 0.999999, noNaN: true })
    await fc.assert(
      fc.asyncProperty(fc.array(share, { minLength: 5, maxLength: 5 }), async (shares) => {
        const left = [...shares]
        const { waits, patience } = patient(() => left.shift() ?? 0)
        for (let n = 0; n < 5; n++) await patience.again(s3Failure('InternalError', 500))
        waits.forEach((ms, n) => {
          expect(ms).toBeLessThanOrEqual(Math.min(1_000, 100 * 2 ** n))
        })
      }),
    )
  })

  test('gives up at once on what will not pass', async () => {
    const { waits, patience } = patient(() => 0.5)
    await expect(patience.again(s3Failure('AccessDenied', 403))).rejects.toThrow('AccessDenied')
    await expect(patience.again(new TypeError('a bug'))).rejects.toThrow('a bug')
    expect(waits).toEqual([])
  })

  test('counts anew once something was achieved', async () => {
    const { patience } = patient(() => 0, 2)
    await patience.again(lostConnection())
    patience.renew()
    await patience.again(lostConnection())
    await expect(patience.again(lostConnection())).rejects.toThrow('socket hang up')
  })
})
