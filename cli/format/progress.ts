import type { Progress, ProgressTask } from '../../contracts/ports/progress.ts'
import { count, duration } from './numbers.ts'
import type { Style } from './style.ts'
import { truncate } from './width.ts'

/** Where progress is written, and what it is timed with. */
export interface ProgressEffects {
  readonly write: (text: string) => void
  /** Seconds since some moment. */
  readonly elapsed: () => number
}

interface Task {
  readonly label: string
  readonly total: number | undefined
  readonly begun: number
  done: number
  note: string
  /** When it was last shown. */
  shown: number
}

const begin = (effects: ProgressEffects, label: string, total?: number): Task => {
  const now = effects.elapsed()
  return { label, total, begun: now, done: 0, note: '', shown: now }
}

/** Seconds between two lines about one task in a log. */
const quietSeconds = 10

/** One line when a task ends, and one every ten seconds while it lasts. */
export function lineProgress(effects: ProgressEffects): Progress {
  const line = (text: string) => effects.write(`${text}\n`)
  return {
    task(label, total) {
      const task = begin(effects, label, total)
      const end = (summary: string | undefined, failed: boolean) => {
        const told = failed
          ? `failed${summary === undefined ? '' : `: ${summary}`}`
          : (summary ?? 'done')
        line(`${label}: ${told} (${duration(effects.elapsed() - task.begun)})`)
      }
      return {
        update(done, note) {
          task.done = done
          const now = effects.elapsed()
          if (now - task.shown < quietSeconds) return
          task.shown = now
          line(`${label}: ${standing(task)}${note === undefined ? '' : ` ${note}`}`)
        },
        done: (summary) => end(summary, false),
        fail: (summary) => end(summary, true),
      }
    },
  }
}

const standing = ({ done, total }: Task) =>
  total === undefined ? count(done) : `${count(done)} of ${count(total)}`

export interface BarLook {
  readonly style: Style
  /** Columns of the terminal, asked for anew each time: it may be resized. */
  readonly width: () => number
}

export interface Bars extends Progress {
  /** Takes what is drawn off the terminal, so that other text can be written. */
  clear(): void
  /** The same at the end, with an empty line below the tasks that ended. */
  close(): void
}

/** Bars at the foot of a terminal, one a task under way; a line stays for each that ended. */
export function barProgress(effects: ProgressEffects, look: BarLook): Bars {
  const active = new Set<Task>()
  let drawn = 0
  let drawnAt = Number.NEGATIVE_INFINITY
  let ended = 0
  const clear = () => {
    if (drawn > 0) effects.write(`\u001b[${drawn}A\u001b[0J`)
    drawn = 0
  }
  const draw = () => {
    clear()
    const lines = [...active].map((task) => bar(task, effects.elapsed(), look))
    if (lines.length > 0) effects.write(`${lines.join('\n')}\n`)
    drawn = lines.length
    drawnAt = effects.elapsed()
  }
  const end = (task: Task, mark: string, summary: string | undefined) => {
    if (!active.delete(task)) return
    clear()
    ended++
    const told = summary ?? (task.done > 0 ? count(task.done) : '')
    const text = truncate(`${task.label}  ${told}`, look.width() - 14)
    effects.write(`${mark} ${text}  ${look.style.dim(duration(effects.elapsed() - task.begun))}\n`)
    draw()
  }
  return {
    clear,
    close() {
      clear()
      if (ended > 0) effects.write('\n')
    },
    task(label, total): ProgressTask {
      const task = begin(effects, label, total)
      active.add(task)
      draw()
      return {
        update(done, note = '') {
          task.done = done
          task.note = note
          // Twenty pictures a second are smooth; more would only slow the work down.
          if (effects.elapsed() - drawnAt > 0.05) draw()
        },
        done: (summary) => end(task, look.style.green('✓'), summary),
        fail: (summary) => end(task, look.style.red('✗'), summary),
      }
    },
  }
}

const barWidth = 24

function bar(task: Task, now: number, { style, width }: BarLook): string {
  const { total, done, note, label, begun } = task
  const seconds = duration(now - begun)
  if (total === undefined || total <= 0) {
    return truncate(`· ${label}  ${done > 0 ? count(done) : ''} ${note}  ${seconds}`, width() - 1)
  }
  const share = Math.min(1, done / total)
  const full = Math.round(share * barWidth)
  const text = truncate(`${label}  ${standing(task)} ${note}`, width() - barWidth - 16)
  return `· ${style.cyan('━'.repeat(full))}${style.dim('─'.repeat(barWidth - full))}  ${text}  ${style.dim(seconds)}`
}
