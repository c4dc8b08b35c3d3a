import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3'
import type { S3Bucket } from './s3-bucket.ts'
import { type S3Version, versionOf } from './s3-etag.ts'

export interface ListedObject {
  readonly key: string
  readonly bytes: number
  readonly version: S3Version
}

/** The current objects below a prefix, in order of their keys, one request for each thousand versions. */
export async function* currentObjects(
  bucket: S3Bucket,
  prefix: string,
): AsyncGenerator<ListedObject> {
  let last: string | undefined
  for await (const page of pages(bucket, prefix)) {
    for (const listed of page.Versions ?? []) {
      // Some servers begin a page with the entry that ended the one before.
      if (listed.IsLatest !== true || listed.Key === last) continue
      last = listed.Key
      yield { key: listed.Key ?? '', bytes: listed.Size ?? 0, version: versionOf(listed) }
    }
  }
}

async function* pages(
  bucket: S3Bucket,
  prefix: string,
): AsyncGenerator<ListObjectVersionsCommandOutput> {
  let marker: { KeyMarker?: string; VersionIdMarker?: string } = {}
  for (;;) {
    const page = await versionsPage(bucket, prefix, marker)
    yield page
    if (page.IsTruncated !== true || !page.NextKeyMarker) return
    marker = { KeyMarker: page.NextKeyMarker }
    if (page.NextVersionIdMarker) marker.VersionIdMarker = page.NextVersionIdMarker
  }
}

async function versionsPage(
  bucket: S3Bucket,
  prefix: string,
  marker: { KeyMarker?: string; VersionIdMarker?: string },
): Promise<ListObjectVersionsCommandOutput> {
  const request = { Bucket: bucket.name, Prefix: prefix, ...marker }
  return await bucket.persist(bucket.call('ListBucketVersions', prefix), () =>
    bucket.send(new ListObjectVersionsCommand(request)),
  )
}

/** The newest versions of one object, newest first (a thousand at most), and whether it is deleted now. */
export async function versionsOf(
  bucket: S3Bucket,
  key: string,
): Promise<{ readonly deleted: boolean; readonly versions: readonly ListedObject[] }> {
  // A key comes before every longer key that begins with it.
  const page = await versionsPage(bucket, key, {})
  const own = (page.Versions ?? []).filter(({ Key }) => Key === key)
  const markers = (page.DeleteMarkers ?? []).filter(({ Key }) => Key === key)
  return {
    deleted: markers.some(({ IsLatest }) => IsLatest === true),
    versions: own.map((listed) => ({
      key,
      bytes: listed.Size ?? 0,
      version: versionOf(listed),
    })),
  }
}
