// Generated reviews: time of a run, and memory of scoring at two sizes.
// node bench/reviews-generated.ts [rows …]   (default 100000 200000)
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sampleDeliveries, writeDelivery } from '../scripts/generate-reviews.ts'
import { measured, show } from './measured-command.ts'

const millrace = fileURLToPath(new URL('../bin/millrace', import.meta.url))
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100_000, 200_000]

for (const reviews of sizes) {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
  const lake = join(folder, 'lake')
  const [delivery] = sampleDeliveries({ reviews, seed: 5 })
  const label = reviews.toLocaleString('en')
  for (const [source, path] of await writeDelivery(delivery, join(folder, 'files'))) {
    show(
      `${label} ingest ${source}`,
      await measured(millrace, ['ingest', 'reviews', source, path, '--lake', lake, '--quiet']),
    )
  }
  show(`${label} train`, await measured(millrace, ['train', 'reviews', '--lake', lake]))
  show(`${label} score`, await measured(millrace, ['score', 'reviews', '--lake', lake]))
  show(
    `${label} score --all`,
    await measured(millrace, ['score', 'reviews', '--all', '--lake', lake]),
  )
  await rm(folder, { recursive: true })
}
