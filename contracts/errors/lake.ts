import { defineErrors } from './define.ts'

export const lakeErrors = defineErrors({
  LAKE_KEY_INVALID: {
    title: 'An object key would leave the lake or cannot be stored.',
    hint: 'Use a relative key of plain segments, without "..", empty segments or control characters.',
    exit: 2,
  },
  LAKE_OBJECT_MISSING: {
    title: 'An object that the registry refers to is not in the lake.',
    hint: 'Restore it from a backup of the lake.',
    exit: 2,
  },
  LAKE_FILE_DAMAGED: {
    title: 'A file of the lake does not hold what was written.',
    hint: 'Check the disk or bucket, and restore the file from a backup of the lake.',
    exit: 2,
  },
  LAKE_DOCUMENT_INVALID: {
    title: 'A registry document does not have the expected form.',
    hint: 'It may come from a newer Millrace. Update, or restore the document from a backup.',
    exit: 2,
  },
  LAKE_NOT_WRITABLE: {
    title: 'The lake cannot be written.',
    hint: 'Check that the folder exists, that you may write to it and that the disk is not full.',
    exit: 2,
  },
  LAKE_NOT_READABLE: {
    title: 'The lake cannot be read.',
    hint: 'Check that you may read the folder and the files in it, and that the disk is sound.',
    exit: 2,
  },
  LAKE_ADDRESS_INVALID: {
    title: 'The address of a lake in a bucket is not well formed.',
    hint: 'Write s3://bucket or s3://bucket/prefix.',
    exit: 2,
  },
  LAKE_BUCKET_MISSING: {
    title: 'The bucket of the lake does not exist.',
    hint: 'Check the name of the bucket in --lake or MILLRACE_LAKE, and the region and account you are in.',
    exit: 2,
  },
  LAKE_ACCESS_DENIED: {
    title: 'The lake refused access.',
    hint: 'Ask for a role that may read and write the bucket of the lake, and its key if it is encrypted with one.',
    exit: 2,
  },
  LAKE_CREDENTIALS_MISSING: {
    title: 'There are no AWS credentials.',
    hint: 'Sign in with `aws sso login`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    exit: 2,
  },
  LAKE_CREDENTIALS_EXPIRED: {
    title: 'The AWS credentials are no longer valid.',
    hint: 'Sign in again, then run the same command again: what was finished is kept.',
    exit: 2,
  },
  LAKE_REGION_MISSING: {
    title: 'No AWS region is set, or the bucket is in another one.',
    hint: 'Set AWS_REGION to the region of the bucket.',
    exit: 2,
  },
  LAKE_UNREACHABLE: {
    title: 'The lake does not answer, or asks to be left alone for a while.',
    hint: 'Run the same command again: what was finished is kept. Check the network, and AWS_ENDPOINT_URL_S3 if it is set.',
    exit: 2,
  },
  LAKE_CREDENTIALS_REJECTED: {
    title: 'AWS does not know the credentials, or they do not fit together.',
    hint: 'Check the access key, its secret and the session token: aws sts get-caller-identity.',
    exit: 2,
  },
  LAKE_BUCKET_UNVERSIONED: {
    title: 'The bucket of the lake does not keep versions.',
    hint: 'Turn the versioning of the bucket on.',
    exit: 2,
  },
  LAKE_WRITE_CONFLICT: {
    title: 'An object was being changed by others each time it was to be written.',
    hint: 'Run the same again: what was done is not done twice.',
    exit: 2,
  },
  LAKE_REQUEST_REJECTED: {
    title: 'The server of the lake rejected a request.',
    hint: 'The message says why. A server that is not AWS must know conditional writes, multipart uploads and versions.',
    exit: 2,
  },
})
