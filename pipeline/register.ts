import { ProductError } from '../contracts/errors/product-error.ts'
import { vectorPrefix } from '../contracts/lake-layout.ts'
import type { LoadedModel } from '../contracts/ports/model-runtime.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { ModelVersion } from '../contracts/records/model-version.ts'
import { type TrainedModel, trainedModel } from '../contracts/records/trained-model.ts'
import { quoteIdentifier, quoteText } from '../contracts/sql-text.ts'
import { readDataset } from '../features/index.ts'
import { AGREEMENT_LIMIT, gate, scoreDataset } from '../learning/index.ts'
import { moveAlias, readAlias, readDocument, recordModelVersion } from '../registry/index.ts'
import { openEncoder } from './encoders.ts'
import { requirePipeline, viewForScoring } from './feature-view.ts'
import { loadModel } from './load-model.ts'
import { requireVersions, withTables } from './read-environment.ts'
import { type RunContext, runMoment, type Step } from './run-context.ts'
import { trainedKey } from './train.ts'

/** ONNX Runtime has to agree with the training engine; then the gate decides, and with `approval: automatic` the champion moves. */
export const registerStep: Step<'register'> = {
  name: 'register',
  title: 'registration',
  async run(context) {
    const { platform, project, outputs } = context
    const pipeline = requirePipeline(project)
    const trained = await requireTrained(context, (outputs.train ?? outputs.retrain)?.model_version)
    const agreement = await checkAgreement(context, trained)
    const { check: _, ...record } = trained
    const model = await recordModelVersion(platform.store, {
      ...record,
      kind: 'model_version',
      gate: gate(pipeline.gate, trained.metrics.test, trained.baseline.test),
      agreement,
    })
    if (model.gate.passed && pipeline.approval === 'automatic') await promote(context, model)
    const champion = await readAlias(platform.store, {
      project: project.name,
      env: platform.env,
      alias: 'champion',
    })
    return {
      model_version: model.version,
      passed: model.gate.passed,
      gate: model.gate.checks.map((check) => check.message),
      champion: champion?.version ?? null,
    }
  },
}

const promote = (context: RunContext, model: ModelVersion) =>
  moveAlias(context.platform.store, {
    ...{
      project: model.project,
      env: context.platform.env,
      alias: 'champion',
      version: model.version,
    },
    who: context.platform.who,
    why: `approval is automatic, and the gate was passed in run ${context.run.run_id}`,
    at: runMoment(context),
  })

async function requireTrained(
  { platform, project }: RunContext,
  version: string | undefined,
): Promise<TrainedModel> {
  const trained =
    version === undefined
      ? undefined
      : await readDocument(platform.store, trainedKey(project.name, version), trainedModel)
  if (trained !== undefined) return trained
  throw new ProductError('LEARNING_NOTHING_TRAINED', {
    message: `This run of "${project.name}" has trained nothing that could be registered.`,
  })
}

/** Scores the checked rows through the exported graph, by the way that batch scoring goes. */
async function checkAgreement(
  context: RunContext,
  trained: TrainedModel,
): Promise<ModelVersion['agreement']> {
  const { platform } = context
  const task = platform.progress.task('Comparing with ONNX Runtime')
  const loaded = await loadModel(platform, trained)
  try {
    const scored = await scoreChecked(platform, context, trained, loaded)
    const largest = largestDifference(trained, scored)
    if (!(largest <= AGREEMENT_LIMIT)) throw disagreement(trained, largest)
    task.done(`${trained.check.keys.length} rows agree to ${largest.toExponential(1)}`)
    return { rows: trained.check.keys.length, largest_difference: largest }
  } catch (error) {
    task.fail()
    throw error
  } finally {
    await loaded.close()
  }
}

async function scoreChecked(
  platform: Platform,
  { project }: RunContext,
  trained: TrainedModel,
  loaded: LoadedModel,
): Promise<Map<string, Float32Array>> {
  const pipeline = requirePipeline(project)
  const encoder =
    trained.encoder === null ? undefined : await openEncoder(platform, trained.encoder)
  const tables = await requireVersions(platform, project.name, {
    [trained.feature_model]: trained.feature_version,
  })
  try {
    return await withTables(
      platform,
      project.name,
      tables,
      async (session) => {
        const entity = `cast(${quoteIdentifier(trained.entity)} as varchar)`
        const where = `${entity} in (${trained.check.keys.map(quoteText).join(', ')})`
        const withVectors = encoder && { encoder, store: platform.store }
        const { dataset } = await readDataset(session, viewForScoring(pipeline), {
          where,
          withVectors,
        })
        const probabilities = await scoreDataset(loaded, trained.signature, dataset)
        const classes = trained.classes.length
        return new Map(
          dataset.keys.map((key, row) => [
            key,
            probabilities.subarray(row * classes, (row + 1) * classes),
          ]),
        )
      },
      { readable: [vectorPrefix('')] },
    )
  } finally {
    await encoder?.close()
  }
}

function largestDifference(
  { check }: TrainedModel,
  scored: ReadonlyMap<string, Float32Array>,
): number {
  const differences = check.keys.flatMap((key, row) =>
    check.probabilities[row].map((expected, k) =>
      Math.abs(expected - (scored.get(key)?.[k] ?? Number.NaN)),
    ),
  )
  // A number that is none compares with nothing: it must not pass for agreement.
  return differences.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(0, ...differences)
}

const disagreement = (trained: TrainedModel, largest: number) =>
  new ProductError('LEARNING_ENGINES_DISAGREE', {
    message: `ONNX Runtime and the training engine differ by ${largest} on ${trained.check.keys.length} rows of model version ${trained.version}; at most ${AGREEMENT_LIMIT} is allowed. The version was not registered.`,
  })
