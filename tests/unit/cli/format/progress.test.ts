import { beforeEach, describe, expect, it } from 'vitest'
import { barProgress, lineProgress } from '../../../../cli/format/progress.ts'
import { plain } from '../../../../cli/format/style.ts'

let written = ''
let now = 0
const effects = {
  write: (text: string) => {
    written += text
  },
  elapsed: () => now,
}

beforeEach(() => {
  written = ''
  now = 0
})

describe('progress in a log', () => {
  it('is one line at the end, and one every ten seconds before', () => {
    const task = lineProgress(effects).task('Scoring', 50_000)
    now = 5
    task.update(10_000)
    now = 12
    task.update(25_000)
    now = 20
    task.update(40_000)
    now = 21
    task.done('50,000 rows')
    expect(written.split('\n')).toEqual([
      'Scoring: 25,000 of 50,000',
      'Scoring: 50,000 rows (21.0 s)',
      '',
    ])
  })

  it('says that a task failed', () => {
    lineProgress(effects).task('Testing').fail('2 tests')
    expect(written).toBe('Testing: failed: 2 tests (0.00 s)\n')
  })
})

describe('progress in a terminal', () => {
  const bars = () => barProgress(effects, { style: plain, width: () => 80 })

  it('leaves a line for each task that ended and nothing else on the screen', () => {
    const progress = bars()
    const first = progress.task('Building models', 12)
    const second = progress.task('Testing', 30)
    now = 1
    first.update(6)
    first.done()
    second.done('30 tests')
    progress.clear()
    expect(screen(written)).toEqual(['✓ Building models  6  1.00 s', '✓ Testing  30 tests  1.00 s'])
  })

  it('draws no more than twenty pictures a second', () => {
    const task = bars().task('Scoring', 1000)
    written = ''
    for (let i = 0; i < 1000; i++) {
      now = i / 1000
      task.update(i)
    }
    expect(written.split('Scoring').length - 1).toBeLessThanOrEqual(20)
  })
})

/** What a terminal shows after these writes: only "up and clear" sequences and lines occur. */
function screen(text: string): string[] {
  const lines: string[] = []
  for (const part of text.replaceAll('\u001b[0J', '').split('\u001b[')) {
    const up = /^(\d+)A/.exec(part)
    if (up !== null) lines.splice(lines.length - Number(up[1]))
    const rest = part.slice(up?.[0].length ?? 0)
    lines.push(...rest.split('\n').slice(0, -1))
  }
  return lines
}
