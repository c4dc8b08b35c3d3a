import type { Command } from 'commander'
import type { RunOptions } from '../pipeline/index.ts'
import { type Options, text } from './command.ts'

/** Argument and options of the commands that make a run. */
export function declareRun(command: Command, { all = false } = {}): Command {
  command
    .argument('<project>', 'the project')
    .option(
      '--run-id <id>',
      'name of the run: the same name goes on where it stopped, and changes nothing once done',
    )
    .option('--run-date <date>', 'date of the run, YYYY-MM-DD (default: today, UTC)')
    .option('--remote', 'ask the state machine on AWS for it (MILLRACE_STATE_MACHINE) and return')
  return all ? command.option('--all', 'score every row, not only those never scored') : command
}

export const runOptions = (project: string, options: Options): RunOptions => ({
  project,
  runId: text(options, 'runId'),
  runDate: text(options, 'runDate'),
  all: options['all'] === true,
})
