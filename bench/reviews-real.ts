// The reviews project on the public Yelp data (MILLRACE_SHARED, default ../shared), from landing to predictions.
// node bench/reviews-real.ts
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { convertRecsys2013 } from '../scripts/convert-recsys2013.ts'
import { measured, show } from './measured-command.ts'

const millrace = fileURLToPath(new URL('../bin/millrace', import.meta.url))
const shared =
  process.env['MILLRACE_SHARED'] ?? fileURLToPath(new URL('../../shared', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
const lake = join(folder, 'lake')
const files = await convertRecsys2013(join(shared, 'data/yelp/recsys2013'), join(folder, 'files'))

for (const [source, path] of Object.entries(files)) {
  show(
    `ingest ${source}`,
    await measured(millrace, ['ingest', 'reviews', source, path, '--lake', lake, '--quiet']),
  )
}
const run = await measured(millrace, ['run', 'reviews', '--lake', lake, '--json'])
show('run reviews', run)
const models = await measured(millrace, ['models', 'show', 'reviews', 'champion', '--lake', lake])
console.log(models.stdout)

const academic = join(shared, 'data/yelp/academic')
for (const source of ['review', 'business']) {
  const path = join(academic, `${source}.jsonl.gz`)
  show(
    `ingest academic ${source}`,
    await measured(millrace, ['ingest', 'reviews', source, path, '--lake', lake, '--quiet']),
  )
}
show(
  'score the academic reviews',
  await measured(millrace, ['score', 'reviews', '--lake', lake, '--quiet']),
)
show(
  'run again, nothing new',
  await measured(millrace, ['run', 'reviews', '--lake', lake, '--quiet']),
)
const answer = await measured(millrace, [
  ...['sql', '--lake', lake],
  'select run_id, label_name, count(*) as rows, round(avg(probability), 3) as mean_probability from predictions group by all order by all',
])
console.log(answer.stdout)
await rm(folder, { recursive: true })
