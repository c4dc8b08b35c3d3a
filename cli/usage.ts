import { type Command, CommanderError } from 'commander'
import { ProductError } from '../contracts/errors/product-error.ts'
import { nearestName } from '../contracts/nearest.ts'

/** A wrong use that commander found, told with the nearest right name. */
export function usageError(error: CommanderError, command: Command): ProductError {
  const words = error.message.replace(/^error: /, '').split('\n')[0]
  const quoted = /'([^']*)'/.exec(words)?.[1] ?? ''
  switch (error.code) {
    case 'commander.unknownOption': {
      const names = command.createHelp().visibleOptions(command).concat(globalOptions(command))
      return unknown(
        `There is no option ${quoted}`,
        quoted,
        names.map((option) => option.long ?? ''),
        command,
      )
    }
    case 'commander.unknownCommand':
      return unknown(
        `There is no command "${quoted}"`,
        quoted,
        command.commands.map((sub) => sub.name()),
        command,
      )
    case 'commander.missingArgument':
      return misuse(`The argument ${quoted.toUpperCase()} is missing.`, command)
    case 'commander.optionMissingArgument':
      return misuse(`The option ${quoted.split(' ')[0]} needs a value.`, command)
    case 'commander.excessArguments':
      return misuse('There are more arguments than the command takes.', command)
    default:
      return misuse(`${words[0].toUpperCase()}${words.slice(1)}`, command)
  }
}

const globalOptions = (command: Command) => command.createHelp().visibleGlobalOptions(command)

function unknown(
  message: string,
  given: string,
  names: readonly string[],
  command: Command,
): ProductError {
  const nearest = nearestName(given, names)
  return misuse(
    `${message}${nearest === undefined ? '.' : `. Did you mean "${nearest}"?`}`,
    command,
  )
}

const misuse = (message: string, command: Command) =>
  new ProductError('COMMAND_USAGE', {
    message,
    hint: `Run \`${pathOf(command)} --help\` to see what it takes.`,
  })

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`

export const isCommanderError = (error: unknown): error is CommanderError =>
  error instanceof CommanderError
