import { landingPrefix, vectorPrefix } from '../contracts/lake-layout.ts'
import type { ObjectStore } from '../contracts/ports/object-store.ts'
import { sourceRelation } from '../contracts/project/names.ts'
import type { StepName } from '../contracts/records/run.ts'
import type { TableVersion } from '../contracts/records/table-version.ts'
import { listArrivals } from '../registry/index.ts'
import { requirePipeline } from './feature-view.ts'
import { behind, requireVersions, tablesOf } from './read-environment.ts'
import type { RunContext } from './run-context.ts'

/**
 * Bytes that a step of a run would read, as they lie in the lake: what tells whether a function is large enough for it. Steps
 * that read a bounded number of rows count as nothing.
 */
export function stepBytes(context: RunContext, step: StepName): Promise<number> {
  if (step === 'arrive') return newlyLandedBytes(context)
  if (step === 'transform') return sourceBytes(context)
  if (step === 'register') return Promise.resolve(0)
  return featureBytes(context, step)
}

/** Landed files that nobody has read yet. */
async function newlyLandedBytes({ platform: { store }, project }: RunContext): Promise<number> {
  let bytes = 0
  for (const { name } of project.sources) {
    const known = new Set((await listArrivals(store, project.name, name)).map(({ key }) => key))
    for await (const landed of store.list(landingPrefix(project.name, name)))
      if (!known.has(landed.key)) bytes += landed.bytes
  }
  return bytes
}

async function sourceBytes({ platform, project, outputs }: RunContext): Promise<number> {
  const sources = await requireVersions(platform, project.name, outputs.arrive?.sources ?? {})
  return bytesOf(sources)
}

/** The feature table with what it is read through, and the vectors that training holds beside it. */
async function featureBytes(context: RunContext, step: StepName): Promise<number> {
  const tables = await tablesOf(context)
  const { model } = requirePipeline(context.project).features
  const bytes = bytesOf(behind(tables, [model]).filter(({ relation }) => !isSource(relation)))
  const encoder = context.outputs.embed?.encoder
  const learns = step === 'train' || step === 'retrain'
  if (!learns || !encoder) return bytes
  return bytes + (await bytesBelow(context.platform.store, vectorPrefix(encoder.version)))
}

const isSource = (relation: string) => relation.startsWith(sourceRelation(''))

const bytesOf = (tables: readonly TableVersion[]): number =>
  tables.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0)

async function bytesBelow(store: ObjectStore, prefix: string): Promise<number> {
  let sum = 0
  for await (const { bytes } of store.list(prefix)) sum += bytes
  return sum
}
