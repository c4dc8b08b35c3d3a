import { defineErrors } from './define.ts'

export const commandErrors = defineErrors({
  COMMAND_USAGE: {
    title: 'The command was not understood.',
    hint: 'Run the command with --help to see its arguments and options.',
    exit: 2,
  },
  COMMAND_SQL_REFUSED: {
    title: 'A query is not one SELECT.',
    hint: 'Write one SELECT; nothing else is run, as queries only read.',
    exit: 2,
  },
  COMMAND_SQL_AMBIGUOUS: {
    title: 'The tables of a query are of more than one project.',
    hint: 'Name the project with --project.',
    exit: 2,
  },
  COMMAND_SQL_TABLE_UNKNOWN: {
    title: 'A query names a table that is not there.',
    hint: 'Run `millrace ls` to see the models; a table can be read once it was built.',
    exit: 2,
  },
  COMMAND_SQL_FAILED: {
    title: 'A query could not be answered.',
    hint: 'Correct the SQL at the place shown.',
    exit: 2,
  },
})
