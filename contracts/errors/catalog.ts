import { defineErrors } from './define.ts'

export const catalogErrors = defineErrors({
  CATALOG_TYPE_REFUSED: {
    title: 'A column has a type that query tools cannot read.',
    hint: 'Cast the column in the SQL model, then build and publish again.',
    exit: 1,
  },
  CATALOG_NAME_REFUSED: {
    title: 'A name cannot be used in the data catalog.',
    hint: 'Rename the table or column; the catalog knows names in lower case only.',
    exit: 1,
  },
  CATALOG_DENIED: {
    title: 'The data catalog refuses access.',
    hint: 'Ask whoever looks after the account for the Glue permissions of your role, and check which credentials are used.',
    exit: 2,
  },
  CATALOG_FAILED: {
    title: 'The data catalog could not be changed or read.',
    hint: 'Run `millrace publish` once the catalog answers: it brings the catalog in line with the environment.',
    exit: 2,
  },
})
