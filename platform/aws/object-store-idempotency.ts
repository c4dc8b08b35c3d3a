import { randomUUID } from 'node:crypto'
import {
  IdempotencyItemAlreadyExistsError,
  IdempotencyItemNotFoundError,
} from '@aws-lambda-powertools/idempotency'
import {
  BasePersistenceLayer,
  IdempotencyRecord,
} from '@aws-lambda-powertools/idempotency/persistence'
import { z } from 'zod'
import { idempotencyKey } from '../../contracts/lake-layout.ts'
import type { ObjectStore } from '../../contracts/ports/object-store.ts'

const stored = z.object({
  /** The call that holds it: equal calls at the same moment write different documents. */
  owner: z.string(),
  status: z.enum(['INPROGRESS', 'COMPLETED', 'EXPIRED']),
  /** Seconds since 1970. */
  expiryTimestamp: z.number().optional(),
  /** Milliseconds since 1970. */
  inProgressExpiryTimestamp: z.number().optional(),
  responseData: z.json().optional(),
  payloadHash: z.string().optional(),
})
type Stored = z.infer<typeof stored>

/**
 * What was done already, as documents in the lake: taken by creating one, or by replacing one that has lapsed, so that of any
 * number of callers one goes on. Old documents are removed by the bucket's lifecycle.
 */
export class ObjectStoreIdempotency extends BasePersistenceLayer {
  readonly #store: ObjectStore
  readonly #owner = randomUUID()
  /** Etags of what this call wrote, so that it need not be read again to be replaced. */
  readonly #held = new Map<string, string>()

  constructor(store: ObjectStore) {
    super()
    this.#store = store
  }

  protected async _getRecord(key: string): Promise<IdempotencyRecord> {
    const found = await this.#read(key)
    if (found === undefined) throw new IdempotencyItemNotFoundError()
    return recordOf(key, found.value)
  }

  protected async _putRecord(record: IdempotencyRecord): Promise<void> {
    const place = placeOf(record.idempotencyKey)
    const body = this.#bodyOf(record)
    const created = await this.#store.putIfAbsent(place, body)
    if (created.kind === 'written') {
      this.#held.set(place, created.etag)
      return
    }
    const found = await this.#read(record.idempotencyKey)
    // A write whose answer was lost and that was tried again finds its own document.
    if (found !== undefined && Buffer.compare(found.body, body) === 0) return
    const lapsed = found !== undefined && hasLapsed(found.value)
    if (lapsed && (await this.#store.putIfMatch(place, body, found.etag)).kind === 'written') return
    const other = found && recordOf(record.idempotencyKey, found.value)
    throw new IdempotencyItemAlreadyExistsError(`${place} was taken by another call`, other)
  }

  protected async _updateRecord(record: IdempotencyRecord): Promise<void> {
    const place = placeOf(record.idempotencyKey)
    const etag = this.#held.get(place) ?? (await this.#read(record.idempotencyKey))?.etag
    if (etag === undefined) await this.#store.putIfAbsent(place, this.#bodyOf(record))
    else await this.#store.putIfMatch(place, this.#bodyOf(record), etag)
  }

  protected async _deleteRecord(record: IdempotencyRecord): Promise<void> {
    const found = await this.#read(record.idempotencyKey)
    // Nothing is deleted on the way; a document that lapsed long ago is as good as none.
    const lapsed = { expiryTimestamp: 1, inProgressExpiryTimestamp: 1 }
    const freed = encode({ owner: this.#owner, status: 'INPROGRESS', ...lapsed })
    if (found !== undefined)
      await this.#store.putIfMatch(placeOf(record.idempotencyKey), freed, found.etag)
  }

  #bodyOf(record: IdempotencyRecord): Uint8Array {
    const { expiryTimestamp, inProgressExpiryTimestamp, responseData, payloadHash } = record
    return encode({
      owner: this.#owner,
      status: record.getStatus(),
      ...{ expiryTimestamp, inProgressExpiryTimestamp, payloadHash },
      responseData: responseData as Stored['responseData'],
    })
  }

  async #read(key: string): Promise<{ value: Stored; etag: string; body: Uint8Array } | undefined> {
    const object = await this.#store.get(placeOf(key))
    return (
      object && { ...object, value: stored.parse(JSON.parse(Buffer.from(object.body).toString())) }
    )
  }
}

/** Keys are `<function>#<digest>`. */
function placeOf(key: string): string {
  const [scope, digest] = key.split('#')
  return idempotencyKey(scope, digest.replace(/[^A-Za-z0-9]/g, '_'))
}

const hasLapsed = ({ status, expiryTimestamp, inProgressExpiryTimestamp }: Stored): boolean =>
  (expiryTimestamp !== undefined && expiryTimestamp < Date.now() / 1000) ||
  (status === 'INPROGRESS' &&
    inProgressExpiryTimestamp !== undefined &&
    inProgressExpiryTimestamp < Date.now())

const recordOf = (key: string, { responseData, ...value }: Stored): IdempotencyRecord =>
  new IdempotencyRecord({ idempotencyKey: key, ...value, responseData })

const encode = (value: Stored): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
