import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { silentProgress } from '../contracts/ports/progress.ts'
import type { CliCommand } from './command.ts'
import { toJson } from './format/json.ts'
import { type Bars, barProgress, lineProgress } from './format/progress.ts'
import type { CommonOptions } from './options.ts'
import { pageFor, type World } from './world.ts'

/** Runs a command against the lake, prints what it found and gives the exit code. */
export async function perform(command: CliCommand, parsed: Command, world: World): Promise<number> {
  const common = parsed.optsWithGlobals() as CommonOptions
  const progress = progressFor(common, world)
  const release = onInterrupt(world, progress.clear)
  try {
    // Loaded here and not above: `--help` and wrong use need no database.
    const pipeline = await import('../pipeline/index.ts')
    const { compose } = await import('../platform/compose.ts')
    const platform = compose({
      lake: common.lake,
      env: common.env,
      projects: common.projects ?? projectsAtHand(),
      vars: common.vars ?? {},
      progress: progress.progress,
    })
    const answer = await command.run({ platform, pipeline }, parsed.processedArgs, parsed.opts())
    const text = common.json ? toJson(answer.value) : answer.text(pageFor(world.stdout, world.env))
    if (text !== '') world.stdout.write(`${text}\n`)
    return answer.exit ?? 0
  } finally {
    progress.clear()
    release()
  }
}

/** Those of the working folder, else undefined: those that come with Millrace. */
const projectsAtHand = () => (existsSync('models_sql') ? 'models_sql' : undefined)

function progressFor({ quiet }: CommonOptions, { stderr, env }: World) {
  if (quiet) return { progress: silentProgress, clear() {} }
  const effects = {
    write: (text: string) => void stderr.write(text),
    elapsed: () => performance.now() / 1000,
  }
  if (!stderr.isTTY || env['TERM'] === 'dumb')
    return { progress: lineProgress(effects), clear() {} }
  const bars: Bars = barProgress(effects, {
    style: pageFor(stderr, env).style,
    width: () => stderr.columns ?? 80,
  })
  return { progress: bars, clear: bars.clear }
}

/** Ctrl-C ends at once: whatever is half done has no final name yet, and the same command goes on from there. */
function onInterrupt(world: World, clear: () => void): () => void {
  const listener = (code: number) => () => {
    clear()
    world.stderr.write(
      'Stopped. What was published before stays as it was; the same command, with the same --run-id if you gave one, goes on.\n',
    )
    world.exit(code)
  }
  const interrupted = listener(130)
  const terminated = listener(143)
  world.on('SIGINT', interrupted)
  world.on('SIGTERM', terminated)
  return () => {
    world.off('SIGINT', interrupted)
    world.off('SIGTERM', terminated)
  }
}
