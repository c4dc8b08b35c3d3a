import { Command, Option } from 'commander'
import type { CliCommand } from './command.ts'
import { type CommandEntry, commands, type Leaf } from './commands.ts'
import { readVars, type Vars } from './options.ts'

/** A command that was given, loaded and parsed. */
export interface Given {
  readonly entry: Leaf
  readonly command: CliCommand
  readonly parsed: Command
}

export type Perform = (given: Given) => Promise<void>

/** The command line as commander knows it: every name and summary, the details of a command only once it was given. */
export function createProgram(perform: Perform): Command {
  const program = new Command('millrace')
    .description(
      'Files that land become predictions you can trace: SQL models, text encoders, classifiers, a watch over all of it.',
    )
    .usage('COMMAND [options]')
    .helpCommand('help [command]', 'show how a command is used')
    .helpOption('-h, --help', 'show this help')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError(false)
  for (const option of commonOptions()) program.addOption(option)
  for (const { heading, entries } of commands) {
    program.commandsGroup(heading)
    for (const entry of entries) attach(program, entry, perform)
  }
  program.commandsGroup('Help:')
  return program.addHelpText('after', afterHelp)
}

const afterHelp = `
First steps:
  millrace ingest reviews review reviews.jsonl     take a file in
  millrace run reviews                             everything from there to watched predictions
  millrace predictions reviews                     look at the result

Exit codes: 0 done; 1 a check, test, gate or limit said no; 2 wrong use or a fault; 130 stopped with Ctrl-C.`

const commonOptions = (): Option[] => [
  new Option('--lake <place>', 'the lake: a folder, or s3://bucket/prefix')
    .env('MILLRACE_LAKE')
    .default('lake'),
  new Option('--env <name>', 'environment that is read and moved')
    .env('MILLRACE_ENV')
    .default('prod'),
  new Option(
    '--projects <folder>',
    'folder of the projects (default: ./models_sql, else those that come with Millrace)',
  ),
  new Option(
    '--vars <name=value>',
    'a variable of the SQL models; repeat it, or give JSON',
  ).argParser((given: string, before?: Vars) => readVars(given, before)),
  new Option('--json', 'print the result as JSON'),
  new Option('--quiet', 'show no progress'),
]

function attach(parent: Command, entry: CommandEntry, perform: Perform): void {
  const command = parent
    .command(entry.name)
    .summary(entry.summary)
    .description(`${sentence(entry.summary)}.`)
  command.helpOption('-h, --help', 'show this help')
  if ('commands' in entry) {
    for (const leaf of entry.commands) attach(command, leaf, perform)
    return
  }
  parent.hook('preSubcommand', async (_, given) => {
    if (given !== command) return
    const loaded = await entry.load()
    loaded.command.declare(command)
    command.action(() => perform({ entry, command: loaded.command, parsed: command }))
  })
}

const sentence = (text: string) => `${text[0].toUpperCase()}${text.slice(1)}`
