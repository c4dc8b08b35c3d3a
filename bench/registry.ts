// Listing a large registry: `node bench/registry.ts [runs] [lake]`; the lake is a new folder, or an empty s3://bucket/prefix.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Key, ObjectStore } from '../contracts/ports/object-store.ts'
import { listRuns } from '../pipeline/index.ts'
import { compose } from '../platform/compose.ts'
import { beginRun, finishRun, listDocuments } from '../registry/index.ts'
import { documentKinds } from '../registry/listing/kinds.ts'
import { measured } from './measured-command.ts'

const count = Number(process.argv[2] ?? 30_000)
const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
const lake = process.argv[3] ?? join(folder, 'lake')
const platform = await compose({ lake })
const projects = ['reviews', 'support', 'messages', 'diagnosis']
const steps = ['arrive', 'transform', 'embed', 'score', 'monitor'] as const
const millrace = fileURLToPath(new URL('../bin/millrace', import.meta.url))

/** The documents of the i-th run: its record, five steps and its outcome. */
function documentsOf(i: number): [Key, unknown][] {
  const at = (seconds: number) => new Date(Date.UTC(2024, 0, 1) + i * 600_000 + seconds * 1000)
  const project = projects[i % projects.length]
  const run_id = `score-${at(0).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z-${i.toString(16).padStart(6, '0')}`
  const who = { project, run_id }
  const place = `registry/runs/${project}/${run_id}`
  const run = {
    ...{ kind: 'run', ...who, env: 'prod', run_date: at(0).toISOString().slice(0, 10) },
    ...{ command: 'score', steps, vars: {}, who: 'ana', started_at: at(0).toISOString() },
  }
  const outcome = { kind: 'run_outcome', ...who, status: 'done', message: 'Every step is done.' }
  return [
    [`${place}/run.json`, run],
    ...steps.map((step, n): [Key, unknown] => {
      const output = { tables: { raw_review: `1c0f5dc2b6c0a4f1d9ab${i}` }, rows: i * n }
      const finished_at = at(10 * (n + 1)).toISOString()
      const record = { kind: 'run_step', ...who, step, output, seconds: n + 0.25, finished_at }
      return [`${place}/steps/${step}.json`, record]
    }),
    [`${place}/outcome.json`, { ...outcome, finished_at: at(70).toISOString() }],
  ]
}

async function fill(): Promise<void> {
  let next = 0
  const work = async () => {
    while (next < count)
      for (const [key, value] of documentsOf(next++))
        await platform.store.putIfAbsent(key, Buffer.from(`${JSON.stringify(value, null, 2)}\n`))
  }
  await Promise.all(Array.from({ length: 32 }, work))
}

/** The store, with its requests counted; a page of a listing is one. */
function counting(store: ObjectStore): { store: ObjectStore; requests: () => number } {
  let requests = 0
  const counted = new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      if (name === 'list') {
        return async function* (prefix: string) {
          let seen = 0
          for await (const head of target.list(prefix)) {
            if (seen++ % 1000 === 0) requests++
            yield head
          }
          if (seen === 0) requests++
        }
      }
      return (...given: unknown[]) => {
        if (name !== 'location') requests++
        return member.apply(target, given)
      }
    },
  })
  return { store: counted, requests: () => requests }
}

async function time(
  label: string,
  work: (store: ObjectStore) => Promise<unknown>,
): Promise<number> {
  const { store, requests } = counting(platform.store)
  const begun = performance.now()
  const cpu = process.cpuUsage()
  await work(store)
  const { user, system } = process.cpuUsage(cpu)
  const milliseconds = performance.now() - begun
  console.log(
    `${label.padEnd(52)} ${milliseconds.toFixed(0).padStart(8)} ms ${((user + system) / 1000).toFixed(0).padStart(8)} CPU ms ${String(requests()).padStart(8)} requests`,
  )
  return milliseconds
}

const list = (store: ObjectStore) => listRuns({ ...platform, store }, {})

await time(`writing ${count} runs`, fill)
const before = await time('reading every document of them', async (store) => {
  for await (const _ of listDocuments(store, 'registry/runs/', documentKinds.runs));
})
await time('the first listing, which makes the index', list)
const times: number[] = []
for (let i = 1; i <= 5; i++) times.push(await time(`listing all runs, time ${i}`, list))
await time('listing the runs of one project', (store) =>
  listRuns({ ...platform, store }, { project: 'reviews' }),
)
await time('recording 20 runs more', async (store) => {
  for (let i = count; i < count + 20; i++) {
    const [[, run], , , , , , [, outcome]] = documentsOf(i)
    await beginRun(store, documentKinds.runs.parse(run) as Parameters<typeof beginRun>[1])
    await finishRun(store, documentKinds.runs.parse(outcome) as Parameters<typeof finishRun>[1])
  }
})
await time('listing all runs with a tail of 40 documents', list)
const median = times.toSorted((a, b) => a - b)[2]
console.log(`reading every document / listing: ${(before / median).toFixed(0)}`)

for (const [label, ...command] of [
  ['millrace runs', 'runs'],
  ['millrace runs --json --limit 30000', 'runs', '--json', '--limit', '30000'],
  ['millrace sql, runs', 'sql', 'select command, count(*) from runs group by all'],
  ['millrace sql, steps', 'sql', 'select step, avg(seconds) from steps group by all'],
  ['millrace --help', '--help'],
]) {
  const { seconds, peakMegabytes, code } = await measured(millrace, [...command, '--lake', lake])
  console.log(`${label.padEnd(52)} ${seconds.toFixed(2)} s  ${peakMegabytes} MB  exit ${code}`)
}
await rm(folder, { recursive: true })
