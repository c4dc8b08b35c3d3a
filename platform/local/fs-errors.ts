import { ProductError } from '../../contracts/errors/product-error.ts'

export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))

const refusals: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'your disk quota is used up',
  EACCES: 'you may not write there',
  EPERM: 'the file system does not permit it (a lake needs hard links)',
  ENOTSUP: 'the file system has no hard links, which a lake needs',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file and not a folder',
  EFBIG: 'the file is larger than the file system allows',
  EIO: 'the disk reported a fault',
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

/** Why the file system refused a write, or undefined when the error is of another kind. */
export const refusalReason = (error: unknown): string | undefined => refusals[codeOf(error)]

/** The same for scratch space, whose folder has to be there. */
export const scratchReason = (error: unknown): string | undefined =>
  hasCode(error, 'ENOENT') ? 'there is no such folder' : refusalReason(error)

/** What a failed write means to a person; errors of other kinds come back as they are. */
export function writeError(root: string, key: string, error: unknown): unknown {
  const reason = refusalReason(error)
  if (reason === undefined) return error
  return new ProductError('LAKE_NOT_WRITABLE', {
    message: `"${key}" could not be written to the lake ${root}: ${reason}. Nothing was replaced.`,
    cause: error,
    data: { key },
  })
}

/** What a failed read means to a person; errors of other kinds come back as they are. */
export function readError(root: string, key: string, error: unknown): unknown {
  if (!hasCode(error, 'EACCES', 'EPERM', 'EIO')) return error
  const reason = codeOf(error) === 'EIO' ? 'the disk reported a fault' : 'you may not read it'
  return new ProductError('LAKE_NOT_READABLE', {
    message: `"${key}" could not be read from the lake ${root}: ${reason}.`,
    cause: error,
    data: { key },
  })
}
