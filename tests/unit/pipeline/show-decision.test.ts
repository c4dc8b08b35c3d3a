import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Platform } from '../../../contracts/ports/platform.ts'
import { approveModel, rollbackModel } from '../../../pipeline/models.ts'
import { showDecision } from '../../../pipeline/show-decision.ts'
import { compose } from '../../../platform/compose.ts'
import { readAlias, recordModelVersion } from '../../../registry/index.ts'
import { sampleModel } from '../registry/sample-records.ts'

let folder: string
let platform: Platform

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-decision-'))
  platform = await compose({ lake: folder })
  for (const version of ['m1', 'm2'])
    await recordModelVersion(platform.store, sampleModel({ version }))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The champion as a query tool sees it. */
async function shown(): Promise<unknown> {
  const tables = await platform.catalog.tables('reviews_prod')
  const prefix = tables.find(({ name }) => name === 'model_aliases')?.prefix ?? ''
  const session = await platform.engine.open({ readable: [prefix] })
  try {
    const [row] = await session.rows(
      `select version from ${session.parquet([`${prefix}part-00000.parquet`])}`,
    )
    return row?.['version']
  } finally {
    await session.close()
  }
}

test('an approval and a rollback are in the catalog at once', async () => {
  const project = 'reviews'
  await approveModel(platform, { project, version: 'm1' })
  expect(await showDecision(platform, project)).toBeNull()
  expect(await shown()).toBe('m1')
  await approveModel(platform, { project, version: 'm2' })
  await showDecision(platform, project)
  expect(await shown()).toBe('m2')
  await rollbackModel(platform, { project })
  await showDecision(platform, project)
  expect(await shown()).toBe('m1')
})

test('a catalog that cannot be reached undoes no approval, and the way to show it is told', async () => {
  const approved = await approveModel(platform, { project: 'reviews', version: 'm1' })
  const catalog = Object.assign(Object.create(platform.catalog), {
    putTable: () => Promise.reject(new Error('Glue does not answer.')),
  })
  const told = await showDecision({ ...platform, catalog }, 'reviews')
  expect(told).toContain('Glue does not answer. Next: millrace publish reviews')
  const alias = { project: 'reviews', env: 'prod', alias: 'champion' } as const
  expect((await readAlias(platform.store, alias))?.version).toBe(approved.champion.version)
})
