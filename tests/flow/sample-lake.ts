import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Platform } from '../../contracts/ports/platform.ts'
import { ingestFiles } from '../../pipeline/index.ts'
import { compose, shippedProjects } from '../../platform/compose.ts'
import { sampleDeliveries, writeDelivery } from '../../scripts/generate-reviews.ts'

/** The moment at which the first day of the sample lands. */
export const firstDay = '2026-03-01T06:00:00.000Z'
export const secondDay = '2026-03-02T06:00:00.000Z'

export interface SampleLake {
  /** Folder of its own; everything below it is removed by `remove`. */
  readonly folder: string
  readonly lake: string
  /** A copy of the shipped projects that a test may change. */
  readonly projects: string
  platform(moment?: string, options?: { readonly env?: string }): Promise<Platform>
  /** Lands a day's files: 0 the first, 1 the second. */
  land(day: 0 | 1): Promise<void>
  remove(): Promise<void>
}

/** An empty lake, and files to land in it: a small world of reviews made from a fixed seed. */
export async function sampleLake(options: { readonly reviews?: number } = {}): Promise<SampleLake> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-flow-'))
  const lake = join(folder, 'lake')
  const projects = join(folder, 'projects')
  await cp(shippedProjects, projects, { recursive: true })
  const deliveries = sampleDeliveries({ reviews: options.reviews ?? 1500, second: 120, seed: 11 })
  const platform: SampleLake['platform'] = (moment = firstDay, { env } = {}) =>
    compose({ lake, projects, now: moment, env })
  return {
    folder,
    lake,
    projects,
    platform,
    async land(day) {
      const paths = await writeDelivery(deliveries[day], join(folder, `day-${day}`))
      for (const [source, path] of paths) {
        const { files } = await ingestFiles(await platform(day === 0 ? firstDay : secondDay), {
          project: 'reviews',
          source,
          paths: [path],
        })
        const lost = files.find(({ status }) => status !== 'landed')
        if (lost !== undefined) throw new Error(`${lost.name}: ${lost.error?.message}`)
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
