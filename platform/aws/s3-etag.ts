/** A content of an object in a versioned bucket. */
export interface S3Version {
  /** S3's own tag, without quotes. Equal contents may have equal ones. */
  readonly tag: string
  /** Never given twice; "null" for an object that is older than the bucket's versioning. */
  readonly version: string
}

const bare = (tag: string): string => tag.replaceAll('"', '')

export const quoted = (tag: string): string => `"${tag}"`

export const versionOf = (answer: {
  readonly ETag?: string | undefined
  readonly VersionId?: string | undefined
}): S3Version => ({ tag: bare(answer.ETag ?? ''), version: answer.VersionId ?? 'null' })

/** The etag of the port: S3's tag makes a conditional write atomic, the version tells equal contents apart. */
export const etagOf = ({ tag, version }: S3Version): string => `${tag}.${version}`

/** Undefined for a text that is no etag of this store. */
export function parseEtag(etag: string): S3Version | undefined {
  const dot = etag.indexOf('.')
  if (dot < 1 || dot === etag.length - 1) return undefined
  return { tag: etag.slice(0, dot), version: etag.slice(dot + 1) }
}
