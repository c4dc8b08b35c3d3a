import { createHash } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import type { S3Bucket } from './s3-bucket.ts'
import { type CommitResult, commit, newToken, tokenMetadata } from './s3-commit.ts'
import { quoted, type S3Version } from './s3-etag.ts'
import { inParallel } from './s3-pieces.ts'

interface Upload {
  readonly Bucket: string
  readonly Key: string
  readonly UploadId: string
}

export interface MultipartWrite {
  readonly key: string
  readonly replaces?: S3Version
  /** Parts that are under way at a time. */
  readonly hands: number
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('base64')

/** Writes the parts and then makes the object of them under its condition. Whatever fails, the upload is not left behind. */
export async function writeParts(
  bucket: S3Bucket,
  write: MultipartWrite,
  parts: AsyncIterable<Uint8Array>,
): Promise<CommitResult> {
  return await multipart(bucket, write, { ChecksumAlgorithm: 'SHA256' }, (upload) =>
    inParallel(parts, write.hands, (part, index) => sendPart(bucket, upload, part, index + 1)),
  )
}

export interface CopySource {
  readonly key: string
  readonly version: S3Version
  readonly bytes: number
}

/** The same with parts that the server copies from another object, and whose checksums it makes itself. */
export async function copyParts(
  bucket: S3Bucket,
  write: MultipartWrite,
  source: CopySource,
  partBytes: number,
): Promise<CommitResult> {
  return await multipart(bucket, write, {}, (upload) =>
    inParallel(rangesOf(source.bytes, partBytes), write.hands, (range, index) =>
      copyPart(bucket, upload, source, range, index + 1),
    ),
  )
}

async function multipart(
  bucket: S3Bucket,
  { key, replaces }: MultipartWrite,
  checksums: { readonly ChecksumAlgorithm?: 'SHA256' },
  fill: (upload: Upload) => Promise<readonly CompletedPart[]>,
): Promise<CommitResult> {
  const token = newToken()
  const upload = await begin(bucket, key, { ...checksums, Metadata: tokenMetadata(token) })
  let result: CommitResult | undefined
  try {
    const Parts = [...(await fill(upload))]
    const complete = { ...upload, MultipartUpload: { Parts } }
    result = await commit(bucket, {
      key,
      token,
      ...(replaces === undefined ? {} : { replaces }),
      send: (condition) =>
        bucket.send(new CompleteMultipartUploadCommand({ ...complete, ...condition })),
    })
    return result
  } finally {
    if (result?.kind !== 'written') await abort(bucket, upload)
  }
}

async function begin(
  bucket: S3Bucket,
  key: string,
  kept: { readonly Metadata: Record<string, string>; readonly ChecksumAlgorithm?: 'SHA256' },
): Promise<Upload> {
  const at = { Bucket: bucket.name, Key: key }
  const { UploadId } = await bucket.persist(bucket.call('PutObject', key), () =>
    bucket.send(new CreateMultipartUploadCommand({ ...at, ...kept })),
  )
  return { ...at, UploadId: UploadId ?? '' }
}

async function sendPart(
  bucket: S3Bucket,
  upload: Upload,
  Body: Uint8Array,
  PartNumber: number,
): Promise<CompletedPart> {
  const ChecksumSHA256 = sha256(Body)
  const request = { ...upload, Body, PartNumber, ChecksumSHA256 }
  const { ETag } = await bucket.persist(bucket.call('PutObject', upload.Key), () =>
    bucket.send(new UploadPartCommand(request)),
  )
  return { ETag, PartNumber, ChecksumSHA256 }
}

async function* rangesOf(bytes: number, partBytes: number): AsyncGenerator<string> {
  for (let start = 0; start < bytes; start += partBytes)
    yield `bytes=${start}-${Math.min(bytes, start + partBytes) - 1}`
}

async function copyPart(
  bucket: S3Bucket,
  upload: Upload,
  { key, version }: CopySource,
  CopySourceRange: string,
  PartNumber: number,
): Promise<CompletedPart> {
  const source = `${bucket.name}/${key}`.split('/').map(encodeURIComponent).join('/')
  const CopySource =
    version.version === 'null'
      ? source
      : `${source}?versionId=${encodeURIComponent(version.version)}`
  const CopySourceIfMatch = quoted(version.tag)
  const request = { ...upload, CopySource, CopySourceIfMatch, CopySourceRange, PartNumber }
  const { CopyPartResult } = await bucket.persist(bucket.call('GetObject', key), () =>
    bucket.send(new UploadPartCopyCommand(request)),
  )
  return { ETag: CopyPartResult?.ETag, PartNumber }
}

/** Best effort: what stays behind has no name in the lake and is removed by the bucket's lifecycle. */
async function abort(bucket: S3Bucket, upload: Upload): Promise<void> {
  await bucket
    .find(bucket.call('AbortMultipartUpload', upload.Key), () =>
      bucket.send(new AbortMultipartUploadCommand(upload)),
    )
    .catch(() => undefined)
}
