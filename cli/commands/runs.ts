import type { CliCommand, Page, Pipeline } from '../command.ts'
import { duration, minute } from '../format/numbers.ts'
import { table } from '../format/table.ts'
import { readCount } from '../options.ts'

type Run = Awaited<ReturnType<Pipeline['listRuns']>>[number]
type Execution = Awaited<ReturnType<Pipeline['listRemoteRuns']>>[number]

/** Runs, newest first. */
export const command: CliCommand = {
  declare: (command) =>
    command
      .argument('[project]', 'only this project')
      .option('--limit <runs>', 'runs shown at most', readCount, 20)
      .option('--remote', 'executions of the state machine on AWS that are under way'),
  async run({ platform, pipeline }, [project], options) {
    if (options['remote'] === true) {
      const running = await pipeline.listRemoteRuns(platform)
      return { value: running, text: (page) => remoteText(running, page) }
    }
    const all = await pipeline.listRuns(platform, {
      project: project === undefined ? undefined : String(project),
    })
    const runs = all.slice(0, Number(options['limit']))
    return { value: runs, text: (page) => runsText(runs, all.length, page) }
  },
}

function runsText(runs: readonly Run[], total: number, page: Page): string {
  const { style } = page
  if (runs.length === 0) return style.dim('no runs yet')
  const paints = {
    done: style.green,
    running: style.cyan,
    stopped: style.red,
    interrupted: style.yellow,
  }
  const list = table(
    [
      { title: 'started (UTC)', least: 16 },
      { title: 'project' },
      { title: 'env' },
      { title: 'run', least: 12 },
      { title: 'status', least: 11 },
      { title: 'time', align: 'right', least: 8 },
      { title: 'who' },
      { title: 'what happened', least: 20 },
    ],
    runs.map((run) => [
      minute(run.started_at),
      run.project,
      run.env,
      run.run_id,
      run.status,
      duration(run.seconds),
      run.who,
      run.status === 'done'
        ? run.steps.join(' ')
        : (run.message ?? `after ${run.steps.at(-1) ?? 'its start'}`),
    ]),
    {
      ...page,
      paint: (cell, row, column) => (column === 4 ? paints[runs[row].status](cell) : cell),
    },
  )
  return runs.length < total
    ? `${list}\n${style.dim(`the newest ${runs.length} of ${total}; --limit shows more`)}`
    : list
}

function remoteText(running: readonly Execution[], page: Page): string {
  const { style } = page
  if (running.length === 0) return style.dim('no execution is under way')
  return table(
    [{ title: 'started (UTC)', least: 16 }, { title: 'run', least: 12 }, { title: 'watch it at' }],
    running.map(({ started_at, name, console }) => [minute(started_at), name, console ?? '']),
    page,
  )
}
