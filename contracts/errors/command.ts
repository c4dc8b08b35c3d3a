import { defineErrors } from './define.ts'

export const commandErrors = defineErrors({
  COMMAND_USAGE: {
    title: 'The command was not understood.',
    hint: 'Run the command with --help to see its arguments and options.',
    exit: 2,
  },
})
