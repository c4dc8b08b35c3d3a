import { mapAtOnce } from '../contracts/at-once.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { PredictionSet } from '../contracts/records/prediction.ts'
import type { FileRecord, TableVersion } from '../contracts/records/table-version.ts'
import { type Verification, verifyFile } from '../contracts/verify-file.ts'

type Store = Pick<Platform, 'store'>
type Care = NonNullable<Verification['care']>

/** Bytes that a question may have read through before it is answered: well under a second of reading. */
const mostForQuestion = 256 * 1024 * 1024

/** Files that are held against their records at a time. */
const filesAtOnce = 8

/** Files of a question are read through where they are small; of large ones only the size is looked at. */
export const careOfQuestion = (
  owners: Iterable<{ readonly files: readonly FileRecord[] }>,
): Care => {
  let bytes = 0
  for (const { files } of owners) bytes += files.reduce((sum, file) => sum + file.bytes, 0)
  return bytes <= mostForQuestion ? 'content' : 'size'
}

/** Holds the files of table versions against their records. Throws LAKE_OBJECT_MISSING, LAKE_FILE_DAMAGED. */
export async function verifyTables(
  { store }: Store,
  tables: Iterable<TableVersion>,
  care?: Care,
): Promise<void> {
  const files = [...tables].flatMap(({ relation, version, materialized, files }) => {
    const of = `the table "${relation}" (version ${version})`
    const hint = materialized === 'source' ? restore : restoreOrBuild
    return files.map((file) => ({ file, as: { of, hint, care } }))
  })
  await mapAtOnce(files, ({ file, as }) => verifyFile(store, file, as), filesAtOnce)
}

/** Holds the files of published predictions against their records. Throws LAKE_OBJECT_MISSING, LAKE_FILE_DAMAGED. */
export async function verifyPredictions(
  { store }: Store,
  sets: Iterable<PredictionSet>,
  care?: Care,
): Promise<void> {
  const files = [...sets].flatMap(({ run_id, files }) => {
    const of = `the predictions of run "${run_id}"`
    return files.map((file) => ({ file, as: { of, hint: restore, care } }))
  })
  await mapAtOnce(files, ({ file, as }) => verifyFile(store, file, as), filesAtOnce)
}

const restore = 'Restore the file from a backup of the lake.'
const restoreOrBuild =
  'Restore the file from a backup of the lake; or remove it and run `millrace build`, which makes a table again whose file is gone.'
