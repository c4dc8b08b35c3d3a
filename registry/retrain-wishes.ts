import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type RetrainWish, retrainWish } from '../contracts/records/approval-request.ts'
import { moveDocument, readMovable } from './documents.ts'

/**
 * Notes that monitoring asked for a retraining, unless another run did within the cooldown; gives the one that stands. Asked
 * again by the same run, it is the same wish.
 */
export async function noteRetrainWish(
  store: ObjectStore,
  wish: RetrainWish,
  cooldownSeconds: number,
): Promise<RetrainWish> {
  const key = registryKeys.retrainWish(wish.project, wish.env)
  for (;;) {
    const current = await readMovable(store, key, retrainWish)
    if (current?.value.run_id === wish.run_id) return current.value
    const rests = current !== undefined && secondsFrom(current.value.at, wish.at) < cooldownSeconds
    if (rests) return current.value
    if (await moveDocument(store, key, retrainWish, wish, current?.etag)) return wish
  }
}

const secondsFrom = (earlier: string, later: string): number =>
  (Date.parse(later) - Date.parse(earlier)) / 1000
