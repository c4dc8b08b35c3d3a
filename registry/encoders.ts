import { registryKeys } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { type EncoderVersion, encoderVersion } from '../contracts/records/encoder.ts'
import { createDocument, readDocument } from './documents.ts'
import { listKind } from './listing/read-listing.ts'

/** Records a text encoder. The record that was made first stands and is returned. */
export const recordEncoder = async (
  store: ObjectStore,
  encoder: EncoderVersion,
): Promise<EncoderVersion> => {
  const key = registryKeys.encoder(encoder.name, encoder.version)
  return (await createDocument(store, key, encoderVersion, encoder)).value
}

export const readEncoder = (
  store: ObjectStore,
  name: string,
  version: string,
): Promise<EncoderVersion | undefined> =>
  readDocument(store, registryKeys.encoder(name, version), encoderVersion)

export const listEncoders = (store: ObjectStore): Promise<EncoderVersion[]> =>
  listKind(store, 'encoders')
