import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plain } from '../../cli/format/style.ts'
import { perform } from '../../cli/perform.ts'
import { runCli } from '../../cli/run-cli.ts'
import { runDemo } from '../../scripts/demo.ts'

const millrace = fileURLToPath(new URL('../../bin/millrace', import.meta.url))

let folder = ''
let story = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-demo-'))
  await runDemo({
    folder,
    shown: folder,
    page: { width: 120, style: plain },
    write: (text) => {
      story += text
    },
    reviews: 2000,
    second: 250,
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function run(...args: string[]) {
  let out = ''
  let err = ''
  const world = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    env: {},
    on() {},
    off() {},
    exit() {},
    kill() {},
    pid: 0,
  }
  const common = ['--lake', join(folder, 'lake'), '--quiet']
  const exit = await runCli([...args, ...common], world, (given) => perform(given, world))
  return { exit, out, err }
}

describe('the demo', () => {
  it('shows each part of the story', () => {
    for (const part of [
      'In quarantine, with the line each came from',
      'VALUE_TYPE_WRONG',
      /feature +4 +2,000/,
      'majority (baseline)',
      'Gate passed',
      'became the champion',
      /positive +\d+\.\d % +\d+\.\d %/,
      /The watch says (fine|look|retrain)/,
      /reviews-2024\.jsonl:\d+/,
      'Now you',
    ]) {
      expect(story).toMatch(part)
    }
  })

  it('suggests commands that work', async () => {
    const suggested = [
      ...story.matchAll(/^ {2,3}npx millrace (.+?)(?: prints all of it.*)?$/gm),
    ].map(([, rest]) => rest)
    expect(suggested.length).toBeGreaterThan(6)
    for (const line of suggested) {
      const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare)
      const { exit, err } = await run(...words)
      expect({ line, exit, err }).toEqual({ line, exit: 0, err: '' })
    }
  })
})

describe('JSON that programs may rely on', () => {
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out)

  it('of ls, runs and models list is an array of records', async () => {
    const [model] = await json('ls', 'reviews')
    expect(Object.keys(model)).toEqual([
      'project',
      'layer',
      'name',
      'materialized',
      'description',
      'tags',
      'rows',
      'version',
    ])
    const [newest] = await json('runs')
    expect(newest).toMatchObject({ project: 'reviews', env: 'prod', status: 'done' })
    expect(await json('models', 'list', 'reviews')).toContainEqual(
      expect.objectContaining({ gate_passed: true, aliases: ['prod champion'] }),
    )
  })

  it('of sql is an array of row objects', async () => {
    expect(await json('sql', 'select count(*) as n from feat_reviews')).toEqual([{ n: 2250 }])
  })

  it('of predictions has the key under its own name, and everything that made it', async () => {
    const { rows, total } = await json('predictions', 'reviews', '--limit', '1')
    expect(total).toBe(2250)
    expect(Object.keys(rows[0])).toEqual(
      'review_id label label_name probability probabilities needs_review model_version encoder_version feature_version scored_at run_date run_id'.split(
        ' ',
      ),
    )
  })

  it('of trace leads to the landed line', async () => {
    const [{ review_id, line }] = await json(
      'sql',
      'select review_id, _source_row as line from raw_review where review_id in (select review_id from predictions) order by 1 limit 1',
    )
    const trace = await json('trace', 'reviews', review_id)
    const source = trace.tables.find(
      ({ relation }: { relation: string }) => relation === 'source_review',
    )
    expect(source.files[0].row).toBe(line)
    expect(source.files[0].text).toContain(review_id)
    expect(trace.prediction.row.review_id).toBe(review_id)
  })

  it('of an error names its code, and the exit code is kept', async () => {
    const { exit, out, err } = await run('trace', 'reviews', 'nobody', '--json')
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'REGISTRY_KEY_UNKNOWN' } })
    expect([exit, err]).toEqual([2, ''])
  })
})

describe('the command line as a process', () => {
  const start = (...args: string[]) =>
    spawn(millrace, [...args, '--lake', join(folder, 'lake')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })

  it('prints results on standard output and progress on standard error', async () => {
    const child = start('score', 'reviews', '--all')
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    expect(out).toContain('2,250 rows')
    expect(err).toMatch(/^Scoring: 2,250 rows \(/m)
    expect(out + err).not.toContain('\u001b')
  })

  it('stops at once on Ctrl-C, amid training too', async () => {
    const child = start('train', 'reviews', '--env', 'stopped', '--vars', 'prior_stars=3.25')
    const err = text(child.stderr)
    child.stderr.on('data', (data) => {
      // From here on the search keeps its thread busy for seconds.
      if (String(data).includes('Reading features')) setTimeout(() => child.kill('SIGINT'), 300)
    })
    const [code, signal] = await once(child, 'exit')
    expect(code ?? signal).toBe('SIGINT')
    expect(await err).toContain('Stopped. What was published before stays as it was')
    expect((await run('ls', 'reviews', '--env', 'stopped')).exit).toBe(0)
  })
})

async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  let all = ''
  for await (const part of stream) all += Buffer.from(part).toString()
  return all
}
