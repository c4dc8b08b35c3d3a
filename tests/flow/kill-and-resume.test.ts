import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonicalJson, sha256 } from '../../contracts/digest.ts'
import { runSql } from '../../pipeline/index.ts'
import { compose } from '../../platform/compose.ts'
import { sampleDeliveries, writeDelivery } from '../../scripts/generate-reviews.ts'

const millrace = fileURLToPath(new URL('../../bin/millrace', import.meta.url))
const moment = '2026-03-01T06:00:00.000Z'
const rounds = 20

let folder: string
let landed: string
let undisturbed: Awaited<ReturnType<typeof stateOf>>
let milliseconds: number

const start = (lake: string, ...args: string[]): ChildProcess =>
  spawn(millrace, [...args, '--lake', lake, '--quiet'], {
    env: { ...process.env, MILLRACE_NOW: moment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })

/** Exit code, or null when the process was killed. */
async function finish(child: ChildProcess): Promise<{ code: number | null; errors: string }> {
  let errors = ''
  child.stderr?.on('data', (text) => {
    errors += text
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, errors }
}

const run = (lake: string) =>
  start(lake, 'run', 'reviews', '--run-id', 'nightly', '--run-date', '2026-03-01')

async function documents(lake: string, kind: string): Promise<string[]> {
  const root = join(lake, 'registry', kind)
  const names = (await readdir(root, { recursive: true }))
    .filter((name) => name.endsWith('.json'))
    .sort()
  return Promise.all(
    names.map(async (name) => `${name} ${await readFile(join(root, name), 'utf8')}`),
  )
}

/** What a run leaves: the versions that are shown, the models byte for byte, the predictions row for row, the verdict. */
async function stateOf(lake: string) {
  const platform = await compose({ lake, now: moment })
  const predictions = await runSql(platform, {
    sql: 'select * from predictions order by review_id',
  })
  const models = await documents(lake, 'models')
  const onnx = (await readdir(join(lake, 'ml'), { recursive: true }))
    .filter((name) => name.endsWith('.onnx'))
    .sort()
  return {
    environment: await readFile(join(lake, 'registry/environments/prod.json'), 'utf8'),
    models: sha256(models.join()),
    graphs: await Promise.all(
      onnx.map(async (name) => sha256(await readFile(join(lake, 'ml', name)))),
    ),
    aliases: await documents(lake, 'aliases'),
    monitors: await documents(lake, 'monitors'),
    rows: predictions.rows.length,
    predictions: sha256(canonicalJson(predictions.rows)),
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-kill-'))
  const [delivery] = sampleDeliveries({ reviews: 1500, seed: 11 })
  landed = join(folder, 'landed')
  for (const [source, path] of await writeDelivery(delivery, join(folder, 'files'))) {
    const { code, errors } = await finish(start(landed, 'ingest', 'reviews', source, path))
    expect(code, errors).toBe(0)
  }
  const lake = join(folder, 'undisturbed')
  await cp(landed, lake, { recursive: true })
  const begun = performance.now()
  const { code, errors } = await finish(run(lake))
  milliseconds = performance.now() - begun
  expect(code, errors).toBe(0)
  undisturbed = await stateOf(lake)
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a run that is killed', () => {
  it(`at ${rounds} moments leaves a lake in which the same command gives the same digests as an undisturbed run`, async () => {
    for (let round = 0; round < rounds; round++) {
      const lake = join(folder, `killed-${round}`)
      await cp(landed, lake, { recursive: true })
      const child = run(lake)
      const killed = finish(child)
      await new Promise((resolve) =>
        setTimeout(resolve, (milliseconds * (round + Math.random())) / rounds),
      )
      child.kill('SIGKILL')
      await killed
      const { code, errors } = await finish(run(lake))
      expect(code, errors).toBe(0)
      expect(await stateOf(lake)).toEqual(undisturbed)
      await rm(lake, { recursive: true })
    }
  }, 600_000)
})
