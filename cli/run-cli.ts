import type { Command } from 'commander'
import { isProductError } from '../contracts/errors/product-error.ts'
import { errorText, errorValue, faultText, faultValue } from './errors.ts'
import { toJson } from './format/json.ts'
import { createProgram, type Given } from './program.ts'
import { isCommanderError, usageError } from './usage.ts'
import { pageFor, type World } from './world.ts'

/** Parses one command line, has it performed, and gives the exit code: 0 done, 1 a check, test, gate or limit said no, 2 wrong use or a fault. */
export async function runCli(
  args: readonly string[],
  world: World,
  perform: (given: Given) => Promise<number>,
): Promise<number> {
  let exit = 0
  const program = createProgram(async (given) => {
    exit = await perform(given)
  })
  let failed = program
  forEachCommand(program, (command) => {
    command.configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => pageFor(world.stdout, world.env).width,
    })
    command.exitOverride((error) => {
      failed = command
      throw error
    })
  })
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' })
    return exit
  } catch (error) {
    if (!isCommanderError(error)) return report(error, args, world)
    return error.exitCode === 0 ? 0 : report(usageError(error, failed), args, world)
  }
}

/** Tells an error: to a person on standard error; with --json on standard output, where the result would be. */
function report(error: unknown, args: readonly string[], world: World): number {
  const known = isProductError(error)
  if (args.includes('--json')) {
    world.stdout.write(`${toJson({ error: known ? errorValue(error) : faultValue(error) })}\n`)
  } else {
    const page = pageFor(world.stderr, world.env)
    world.stderr.write(`${known ? errorText(error, page) : faultText(error, page)}\n`)
  }
  return known ? error.exit : 2
}

function forEachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command)
  for (const sub of command.commands) forEachCommand(sub, visit)
}
