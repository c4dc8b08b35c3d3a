import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'

export interface S3Connection {
  /** @default as the SDK finds it */
  readonly region?: string
  /** Address of an S3 server that is not AWS, or of a VPC endpoint. @default as the SDK finds it */
  readonly endpoint?: string
  /** `http://host/bucket/key` instead of `http://bucket.host/key`. @default false */
  readonly pathStyle?: boolean
  /** @default the SDK's chain of providers */
  readonly credentials?: S3ClientConfig['credentials']
  /** Milliseconds to wait for a connection. @default 5000 */
  readonly connectMs?: number
  /** Milliseconds without an answer, or without a further byte of one, after which a request counts as lost. @default 60000 */
  readonly silenceMs?: number
}

/**
 * A client as `S3ObjectStore` needs it: it never repeats a request by itself. A repeated conditional write would hide that
 * the first one was carried out, and the store would take its own object for another writer's.
 */
export function s3Client(connection: S3Connection = {}): S3Client {
  const { region, endpoint, credentials, silenceMs = 60_000 } = connection
  return new S3Client({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    forcePathStyle: connection.pathStyle ?? false,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connection.connectMs ?? 5_000,
      requestTimeout: silenceMs,
      throwOnRequestTimeout: true,
      socketTimeout: silenceMs,
    },
  })
}
