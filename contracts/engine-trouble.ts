import { ProductError } from './errors/product-error.ts'
import { SqlFailure } from './ports/sql-engine.ts'

/**
 * What a failure of the SQL engine means to a person when it is not about what the SQL says: the disk, a file of the lake,
 * memory, time. Undefined for failures that are about the SQL.
 */
export function engineTrouble(failure: SqlFailure): ProductError | undefined {
  const words = failure.message.split('\n')[0].replace(/[.\s]+$/, '')
  switch (failure.kind) {
    case 'memory':
      return new ProductError('ENGINE_MEMORY_EXCEEDED', {
        message: `The SQL engine ran out of memory: ${words}. Nothing was published.`,
        cause: failure,
      })
    case 'timeout':
      return new ProductError('ENGINE_TIME_EXCEEDED', {
        message: `${words}. Nothing was published.`,
        cause: failure,
      })
    default:
      return storageTrouble(failure)
  }
}

/** The same for the disk and the files of the lake alone. */
export function storageTrouble(failure: SqlFailure): ProductError | undefined {
  const words = failure.message.split('\n')[0].replace(/[.\s]+$/, '')
  if (failure.kind === 'disk') {
    return new ProductError('LAKE_NOT_WRITABLE', {
      message: `The disk refused a write: ${words}. Nothing was published.`,
      hint: 'Free space where the lake and the temporary files (TMPDIR) are, then run the same command again: what was finished is kept.',
      cause: failure,
    })
  }
  if (failure.kind !== 'other' || !/\.parquet\b/.test(words)) return undefined
  const missing = /no files found|no such file|does not exist/i.test(words)
  return new ProductError(missing ? 'LAKE_OBJECT_MISSING' : 'LAKE_FILE_DAMAGED', {
    message: `A file of the lake cannot be read: ${words}. Nothing was published.`,
    hint: 'Restore the file from a backup of the lake.',
    cause: failure,
  })
}

/** An error as a person should see it: trouble of the engine in words of the lake, anything else as it is. */
export const explained = (error: unknown): unknown =>
  error instanceof SqlFailure ? (engineTrouble(error) ?? error) : error
