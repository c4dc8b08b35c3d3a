import { existsSync } from 'node:fs'
import { silentProgress } from '../contracts/ports/progress.ts'
import type { RemoteSqlEngine } from '../contracts/ports/remote-sql.ts'
import { toJson } from './format/json.ts'
import { type Bars, barProgress, lineProgress } from './format/progress.ts'
import { onInterrupt } from './interrupt.ts'
import type { CommonOptions } from './options.ts'
import type { Given } from './program.ts'
import { pageFor, type World } from './world.ts'

/** Runs a command against the lake, prints what it found and gives the exit code. */
export async function perform({ command, parsed }: Given, world: World): Promise<number> {
  const common = parsed.optsWithGlobals() as CommonOptions
  const progress = progressFor(common, world)
  let athena: RemoteSqlEngine | undefined
  const release = onInterrupt(world, progress.clear, () => athena?.close())
  try {
    // Loaded here and not above: `--help` and wrong use need no database.
    const pipeline = await import('../pipeline/index.ts')
    const { compose } = await import('../platform/compose.ts')
    const platform = await compose({
      lake: common.lake,
      env: common.env,
      projects: common.projects ?? projectsAtHand(),
      vars: common.vars ?? {},
      progress: progress.progress,
    })
    athena = platform.athena
    const answer = await command.run({ platform, pipeline }, parsed.processedArgs, parsed.opts())
    progress.close()
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
  if (quiet) return { progress: silentProgress, clear() {}, close() {} }
  const effects = {
    write: (text: string) => void stderr.write(text),
    elapsed: () => performance.now() / 1000,
  }
  if (!stderr.isTTY || env['TERM'] === 'dumb')
    return { progress: lineProgress(effects), clear() {}, close() {} }
  const bars: Bars = barProgress(effects, {
    style: pageFor(stderr, env).style,
    width: () => stderr.columns ?? 80,
  })
  return { progress: bars, clear: bars.clear, close: bars.close }
}
