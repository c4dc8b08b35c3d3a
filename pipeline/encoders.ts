import { ProductError } from '../contracts/errors/product-error.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { SqlSession } from '../contracts/ports/sql-engine.ts'
import type { PipelineFile } from '../contracts/project/pipeline-file.ts'
import type { ModelVersion } from '../contracts/records/model-version.ts'
import {
  assignSplits,
  type FeatureView,
  fitLsa,
  loadEncoder,
  openOnnxFolder,
  readSplitRows,
  readTrainingTexts,
  type SavedEncoder,
  saveEncoder,
  split,
} from '../features/index.ts'
import { readEncoder, recordEncoder } from '../registry/index.ts'

/** Opens an encoder that the registry knows. Throws LAKE_OBJECT_MISSING when it does not. */
export async function openEncoder(
  platform: Platform,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<SavedEncoder> {
  const record = await readEncoder(platform.store, name, version)
  if (record === undefined) {
    throw new ProductError('LAKE_OBJECT_MISSING', {
      message: `The text encoder "${name}" of version ${version} is not in the registry of the lake ${platform.store.root}.`,
    })
  }
  return loadEncoder(platform.store, record, platform.runtime, { threads: 2 })
}

/** The encoder that a model version was trained with; undefined for a model that reads no text. */
export const encoderOf = (
  platform: Platform,
  model: Pick<ModelVersion, 'encoder'>,
): Promise<SavedEncoder | undefined> | undefined =>
  model.encoder === null ? undefined : openEncoder(platform, model.encoder)

export interface EncoderRequest {
  readonly project: string
  readonly settings: NonNullable<PipelineFile['encoder']>
  readonly pipeline: PipelineFile
  readonly view: FeatureView & { readonly text: string }
  readonly featureVersion: string
  readonly at: string
}

/** The encoder that `pipeline.yml` asks for: fitted on the training rows, or taken from a folder. Kept in the lake and registered. */
export async function encoderForTraining(
  platform: Platform,
  session: SqlSession,
  request: EncoderRequest,
): Promise<SavedEncoder> {
  const { settings } = request
  if (settings.type === 'onnx') {
    const encoder = await openFolder(platform, settings)
    await keep(platform, encoder, null, request.at)
    return encoder
  }
  const rows = await readSplitRows(session, request.view)
  const sides = assignSplits(rows, request.pipeline.split)
  const texts = await readTrainingTexts(
    session,
    request.view,
    rows,
    (row) => sides[row] === split.train,
  )
  const task = platform.progress.task(
    `Fitting the text encoder on ${texts.count.toLocaleString('en')} texts`,
  )
  const { type: _, ...config } = settings
  const encoder = fitLsa(texts, config, request.pipeline.training.seed)
  const fitted = {
    project: request.project,
    feature_version: request.featureVersion,
    rows: texts.count,
    texts_digest: texts.digest,
  }
  await keep(platform, encoder, fitted, request.at)
  task.done(`lsa ${encoder.version}`)
  return encoder
}

async function openFolder(
  platform: Platform,
  { folder, graph }: { readonly folder: string; readonly graph?: string },
): Promise<SavedEncoder> {
  const root = folder.startsWith('/') ? folder : `${platform.projects}/${folder}`
  const files = await platform.files.tree(root)
  const readFile = async (name: string) => {
    if (!files.includes(name)) return undefined
    const parts: Uint8Array[] = []
    for await (const part of platform.files.read(`${root}/${name}`)) parts.push(part)
    return Buffer.concat(parts)
  }
  return openOnnxFolder({ readFile, files, graph }, platform.runtime, { threads: 2 })
}

async function keep(
  platform: Platform,
  encoder: SavedEncoder,
  fitted: Parameters<typeof saveEncoder>[2]['fitted_on'],
  at: string,
): Promise<void> {
  const facts = { fitted_on: fitted, created_at: at }
  await recordEncoder(platform.store, await saveEncoder(platform.store, encoder, facts))
}
