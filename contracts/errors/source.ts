import { defineErrors } from './define.ts'

export const sourceErrors = defineErrors({
  SOURCE_FILE_MISSING: {
    title: 'A file or folder that was handed over does not exist.',
    hint: 'Check the path; relative paths start at the folder the command runs in.',
    exit: 2,
  },
  SOURCE_FILE_UNREADABLE: {
    title: 'A file that was handed over cannot be read, or its compression is damaged.',
    hint: 'Check that you may read the file and that it was copied whole, then hand it over again.',
    exit: 2,
  },
})
