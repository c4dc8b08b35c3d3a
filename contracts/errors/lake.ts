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
})
