import { identify, sha256 } from '../contracts/digest.ts'
import { modelPrefix } from '../contracts/lake-layout.ts'
import type { ModelVersion } from '../contracts/records/model-version.ts'
import { type TrainedModel, trainedModel } from '../contracts/records/trained-model.ts'
import {
  exportOnnx,
  fitAgain,
  predict,
  type TrainedClassifier,
  type TrainRequest,
  trainClassifier,
} from '../learning/index.ts'
import { createDocument, readDocument } from '../registry/index.ts'
import { requirePipeline } from './feature-view.ts'
import { profileReference } from './monitor.ts'
import { type RunContext, runMoment, type Step, type StepOutputs } from './run-context.ts'
import { type TrainingRows, withTrainingRows } from './training-rows.ts'

/** Raise it when the same data and settings come to give another model. */
const format = 1

/** Rows on which ONNX Runtime has to agree with the training engine at registration. */
const checkedRows = 500

/** Algorithms and parameters are searched, the best is fitted, judged and exported. Approves nothing. */
export const trainStep: Step<'train'> = {
  name: 'train',
  title: 'training',
  run: (context) => trainModel(context, null),
}

/** Where a trained version keeps what registration reads. */
export const trainedKey = (project: string, version: string) =>
  `${modelPrefix(project, version)}trained.json`
const graphKey = (project: string, version: string) => `${modelPrefix(project, version)}model.onnx`

/** Trains a version, or finds that this very version was trained before. `earlier`: take over its algorithm and parameters instead of searching. */
export async function trainModel(
  context: RunContext,
  earlier: ModelVersion | null,
): Promise<StepOutputs['train']> {
  const { platform, project } = context
  return withTrainingRows(context, async (rows) => {
    const version = versionOf(context, rows, earlier)
    const key = trainedKey(project.name, version)
    const known = await readDocument(platform.store, key, trainedModel)
    if (known !== undefined) return { model_version: version, reused: true }
    const trained = fit(context, rows, earlier)
    await profileReference(platform, {
      project: project.name,
      modelVersion: version,
      featureVersion: rows.featureTable.version,
      pipeline: requirePipeline(project),
      session: rows.session,
      encoder: rows.encoder,
      classShares: trained.classShares,
      classRows: trained.rows.validation + trained.rows.test,
    })
    await createDocument(
      platform.store,
      key,
      trainedModel,
      await keep(context, rows, { version, trained, earlier }),
    )
    return { model_version: version, reused: false }
  })
}

/** Equal features, encoder and settings give an equal version. What the version is judged by, and when it asks for review, are settings too. */
function versionOf(
  { project, run }: RunContext,
  rows: TrainingRows,
  earlier: ModelVersion | null,
): string {
  const pipeline = requirePipeline(project)
  const { features, label, split, training, encoder, gate } = pipeline
  const { review_below } = pipeline.scoring
  return identify({
    format,
    project: run.project,
    feature_version: rows.featureTable.version,
    encoder: rows.encoder?.version ?? null,
    settings: { features, label, split, training, encoder, gate, review_below },
    earlier: earlier && { algorithm: earlier.algorithm, parameters: earlier.parameters },
  })
}

function fit(
  context: RunContext,
  rows: TrainingRows,
  earlier: ModelVersion | null,
): TrainedClassifier {
  const { training, label } = requirePipeline(context.project)
  const request: TrainRequest = {
    dataset: rows.dataset,
    splits: rows.sides,
    groups: rows.groups,
    settings: training,
    classes: label.classes.map(({ name }) => name),
    progress: context.platform.progress,
  }
  return earlier === null ? trainClassifier(request) : fitAgain(request, earlier)
}

interface Fitted {
  readonly version: string
  readonly trained: TrainedClassifier
  readonly earlier: ModelVersion | null
}

/** Stores the graph and gives the record of the training. */
async function keep(
  context: RunContext,
  rows: TrainingRows,
  { version, trained, earlier }: Fitted,
): Promise<TrainedModel> {
  const { platform, project, run } = context
  const { features, label, training, scoring } = requirePipeline(project)
  const { bytes, signature } = exportOnnx(trained.pipeline, {
    columns: rows.columns,
    text: features.text,
  })
  const key = graphKey(project.name, version)
  await platform.store.putIfAbsent(key, bytes)
  return {
    kind: 'trained_model',
    project: project.name,
    version,
    env: platform.env,
    run_id: run.run_id,
    algorithm: trained.algorithm,
    parameters: trained.parameters,
    classes: label.classes,
    signature,
    feature_model: features.model,
    feature_version: rows.featureTable.version,
    entity: features.entity,
    encoder:
      rows.encoder === undefined
        ? null
        : { name: rows.encoder.name, version: rows.encoder.version },
    selected_by: training.select_by,
    metrics: trained.metrics,
    baseline: trained.baseline,
    leaderboard: [...trained.leaderboard],
    rows: trained.rows,
    model: { key, bytes: bytes.length, sha256: sha256(bytes) },
    review_below: scoring.review_below,
    retrained_from: earlier?.version ?? null,
    created_at: runMoment(context),
    check: checkSample(rows, trained),
  }
}

/** Keys spread over the whole dataset, and what the training engine says of them. */
function checkSample(
  { dataset }: TrainingRows,
  { pipeline }: TrainedClassifier,
): TrainedModel['check'] {
  const step = Math.max(1, Math.floor(dataset.rows / checkedRows))
  const chosen = Int32Array.from(
    { length: Math.min(checkedRows, dataset.rows) },
    (_, i) => i * step,
  )
  const flat = predict(pipeline, dataset, chosen)
  const classes = pipeline.classes.length
  return {
    keys: Array.from(chosen, (row) => dataset.keys[row]),
    probabilities: Array.from(chosen, (_, i) => [...flat.subarray(i * classes, (i + 1) * classes)]),
  }
}
