import type { ErrorPlace } from '../../contracts/errors/product-error.ts'
import type { SqlFile } from '../project/project.ts'
import { placeIn } from './place.ts'

/** A stretch of compiled SQL and where it came from. */
export interface Segment {
  /** Offset in the compiled SQL. */
  readonly at: number
  readonly file: SqlFile
  /** Offset in the file. */
  readonly from: number
  /** Copied letter by letter; otherwise all of the stretch came from the helper at `from`. */
  readonly copied: boolean
}

/** The place in the analyst's files that an offset of the compiled SQL came from. */
export type SourceMap = (offset: number) => ErrorPlace

export const sourceMap =
  (file: SqlFile, segments: readonly Segment[]): SourceMap =>
  (offset) => {
    const segment = segments.findLast(({ at }) => at <= offset)
    if (segment === undefined) return placeIn(file, 0)
    return placeIn(segment.file, segment.from + (segment.copied ? offset - segment.at : 0))
  }
