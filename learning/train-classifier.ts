import type { Dataset } from '../contracts/dataset.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import { type Progress, silentProgress } from '../contracts/ports/progress.ts'
import type { AlgorithmName } from '../contracts/project/pipeline-file.ts'
import type { CandidateRecord, SplitMetrics } from '../contracts/records/model-version.ts'
import type { Algorithm, Fitted, TrainingSettings } from './algorithms/algorithm.ts'
import { majority } from './algorithms/majority.ts'
import { algorithms } from './algorithms.ts'
import { checkRows, rowsOfSplits, type SplitRows } from './check-rows.ts'
import { calibrate, fitPipeline } from './fit-pipeline.ts'
import { topClasses } from './metrics/top-class.ts'
import { evaluate } from './metrics.ts'
import { type Parameters, type Pipeline, predict } from './pipeline.ts'
import { bestTrial, fitsOf, search, type Trial } from './search.ts'

export interface TrainRequest {
  readonly dataset: Dataset
  /** Of each row: 0 train, 1 validation, 2 test, 3 none. */
  readonly splits: Uint8Array
  /** Rows with equal numbers (equal texts, one customer) stay in one fold of the search. */
  readonly groups?: Int32Array
  readonly settings: TrainingSettings
  /** Names of the classes, in the order of the labels. */
  readonly classes: readonly string[]
  /** @default says nothing */
  readonly progress?: Progress
}

export interface TrainedClassifier {
  readonly algorithm: AlgorithmName
  readonly parameters: Parameters
  /** What ships: fitted on the rows of `settings.refit`. */
  readonly pipeline: Pipeline
  /** Of the pipeline as fitted on the training split alone, which has seen neither validation nor test rows. */
  readonly metrics: {
    readonly train: SplitMetrics
    readonly validation: SplitMetrics
    readonly test: SplitMetrics
  }
  /** The majority class on the same rows. */
  readonly baseline: { readonly validation: SplitMetrics; readonly test: SplitMetrics }
  /** The best candidate of each algorithm, the chosen one first, the baseline last. Only those two meet the test split. */
  readonly leaderboard: readonly CandidateRecord[]
  /** Everything the search tried; empty when nothing was searched. */
  readonly trials: readonly Trial[]
  /** Algorithms asked for that cannot learn from these features, and why. */
  readonly skipped: readonly { readonly algorithm: AlgorithmName; readonly reason: string }[]
  /** Share of each predicted class on validation and test rows, by the evaluated fit. */
  readonly classShares: readonly number[]
  readonly rows: {
    readonly train: number
    readonly validation: number
    readonly test: number
    /** Rows the shipped pipeline was fitted on. */
    readonly fitted: number
  }
}

interface Candidate {
  readonly algorithm: Algorithm
  readonly trial: Trial | undefined
  /** Fitted on the training split, calibrated on the validation split. */
  readonly pipeline: Pipeline
  readonly fitted: Fitted
}

/**
 * Searches algorithms and parameters on folds of the training split, fits the best of each algorithm on all of it,
 * judges them on validation and test rows, and fits the chosen one once more on the rows it ships with.
 */
export function trainClassifier(request: TrainRequest): TrainedClassifier {
  const { dataset, settings } = request
  const rows = rowsOfSplits(dataset.labels, request.splits)
  const { usable, skipped } = usableAlgorithms(dataset, settings)
  checkRows(rows, dataset.labels, request.classes, settings.folds)
  const trials = searchAll(request, rows.train, usable)
  const candidates = usable.map((algorithm): Candidate => {
    const own = trials.filter((trial) => trial.algorithm === algorithm.name)
    const trial = bestTrial(own, settings)
    return { algorithm, trial, ...fitEvaluated(request, rows, algorithm, trial.parameters) }
  })
  const best = bestTrial(trials, settings)
  const chosen = candidates.find((one) => one.algorithm.name === best.algorithm) as Candidate
  return assemble(request, rows, chosen, candidates, { trials, skipped })
}

/** The same algorithm and parameters on other rows, without a search. */
export function fitAgain(
  request: TrainRequest,
  earlier: { readonly algorithm: AlgorithmName; readonly parameters: Parameters },
): TrainedClassifier {
  const { dataset, settings } = request
  const rows = rowsOfSplits(dataset.labels, request.splits)
  const only = { ...settings, algorithms: [earlier.algorithm] }
  const [algorithm] = usableAlgorithms(dataset, only).usable
  checkRows(rows, dataset.labels, request.classes, 1)
  const evaluated = fitEvaluated(request, rows, algorithm, earlier.parameters)
  const chosen = { algorithm, trial: undefined, ...evaluated }
  return assemble(request, rows, chosen, [chosen], { trials: [], skipped: [] })
}

function usableAlgorithms(dataset: Dataset, settings: TrainingSettings) {
  const features = dataset.numeric.length + dataset.categorical.length
  if (features === 0 && dataset.text === undefined) {
    throw new ProductError('LEARNING_FEATURES_MISSING', {
      message:
        'The pipeline declares no numeric, categorical or text feature. No model was trained.',
    })
  }
  const asked = algorithms.filter((algorithm) => settings.algorithms.includes(algorithm.name))
  const usable = asked.filter((algorithm) => algorithm.unusable(dataset) === undefined)
  const skipped = asked.flatMap((algorithm) => {
    const reason = algorithm.unusable(dataset)
    return reason === undefined ? [] : [{ algorithm: algorithm.name, reason }]
  })
  if (usable.length === 0) {
    const reasons = skipped.map((one) => `${one.algorithm}: ${one.reason}`).join('; ')
    throw new ProductError('LEARNING_ALGORITHM_UNUSABLE', {
      message: `No algorithm can be used (${reasons}). No model was trained.`,
    })
  }
  return { usable, skipped }
}

const progressOf = ({ progress }: TrainRequest): Progress => progress ?? silentProgress

function searchAll(request: TrainRequest, rows: Int32Array, usable: readonly Algorithm[]): Trial[] {
  const { dataset, groups, classes, settings } = request
  const task = progressOf(request).task('Searching parameters', fitsOf(settings, usable))
  try {
    const trials = search(
      { dataset, rows, groups, classes: classes.length, settings, task },
      usable,
    )
    const best = bestTrial(trials, settings)
    task.done(
      `${best.algorithm}, ${settings.select_by} ${best.mean.toFixed(3)} over ${settings.folds} folds`,
    )
    return trials
  } catch (error) {
    task.fail()
    throw error
  }
}

function fitEvaluated(
  request: TrainRequest,
  rows: SplitRows,
  algorithm: Algorithm,
  parameters: Parameters,
): Pick<Candidate, 'pipeline' | 'fitted'> {
  const progress = algorithm.readsFeatures ? progressOf(request) : silentProgress
  const task = progress.task(`Fitting ${algorithm.name}`)
  const { pipeline, fitted } = fitPipeline({ ...request, algorithm, parameters }, rows.train)
  task.done(`${rows.train.length.toLocaleString('en')} rows`)
  if (!algorithm.readsFeatures) return { pipeline, fitted }
  return { pipeline: calibrate(pipeline, request.dataset, rows.validation), fitted }
}

function assemble(
  request: TrainRequest,
  rows: SplitRows,
  chosen: Candidate,
  candidates: readonly Candidate[],
  searched: Pick<TrainedClassifier, 'trials' | 'skipped'>,
): TrainedClassifier {
  const { dataset } = request
  const judge = (pipeline: Pipeline, split: keyof SplitRows) =>
    judgeOn(dataset, rows[split], pipeline)
  const metrics = {
    train: judge(chosen.pipeline, 'train'),
    validation: judge(chosen.pipeline, 'validation'),
    test: judge(chosen.pipeline, 'test'),
  }
  const baseline = judgeBaseline(request, rows)
  const others = candidates.filter((one) => one !== chosen && one.algorithm !== majority)
  const shipped = ship(request, rows, chosen)
  return {
    algorithm: chosen.algorithm.name,
    parameters: chosen.pipeline.parameters,
    pipeline: shipped.pipeline,
    metrics,
    baseline,
    leaderboard: [
      candidateRecord(chosen, metrics.validation, metrics.test),
      ...others.map((one) => candidateRecord(one, judge(one.pipeline, 'validation'), null)),
      ...(chosen.algorithm === majority ? [] : [baselineRecord(baseline)]),
    ],
    ...searched,
    classShares: sharesOf(chosen.pipeline, dataset, merge(rows.validation, rows.test)),
    rows: {
      train: rows.train.length,
      validation: rows.validation.length,
      test: rows.test.length,
      fitted: shipped.rows,
    },
  }
}

const judgeOn = (dataset: Dataset, rows: Int32Array, pipeline: Pipeline): SplitMetrics =>
  evaluate(
    rows.map((row) => dataset.labels[row]),
    predict(pipeline, dataset, rows),
    pipeline.classes.length,
  )

function judgeBaseline(request: TrainRequest, rows: SplitRows): TrainedClassifier['baseline'] {
  const dataset = { ...request.dataset, numeric: [], categorical: [], text: undefined }
  const { pipeline } = fitEvaluated({ ...request, dataset }, rows, majority, {})
  return {
    validation: judgeOn(dataset, rows.validation, pipeline),
    test: judgeOn(dataset, rows.test, pipeline),
  }
}

/** The temperatures stay those of the evaluated fit: of the refitted one, no row is left that it has not seen. */
function ship(request: TrainRequest, rows: SplitRows, chosen: Candidate) {
  if (request.settings.refit === 'train') {
    return { pipeline: chosen.pipeline, rows: rows.train.length }
  }
  const all = merge(rows.train, rows.validation)
  const { algorithm, pipeline, fitted } = chosen
  const { parameters, temperatures } = pipeline
  const task = progressOf(request).task(`Fitting ${algorithm.name} as it ships`)
  const refitted = fitPipeline({ ...request, algorithm, parameters }, all, fitted)
  task.done(`${all.length.toLocaleString('en')} rows`)
  return { pipeline: { ...refitted.pipeline, temperatures }, rows: all.length }
}

const merge = (a: Int32Array, b: Int32Array): Int32Array => Int32Array.from([...a, ...b]).sort()

const candidateRecord = (
  { algorithm, trial, pipeline }: Candidate,
  validation: SplitMetrics,
  test: SplitMetrics | null,
): CandidateRecord => ({
  algorithm: algorithm.name,
  parameters: pipeline.parameters,
  cross_validation: trial?.mean ?? null,
  validation,
  test,
})

const baselineRecord = (baseline: TrainedClassifier['baseline']): CandidateRecord => ({
  algorithm: majority.name,
  parameters: {},
  cross_validation: null,
  ...baseline,
})

function sharesOf(pipeline: Pipeline, dataset: Dataset, rows: Int32Array): number[] {
  const classes = pipeline.classes.length
  const { classes: predicted } = topClasses(predict(pipeline, dataset, rows), classes)
  const counts = new Array<number>(classes).fill(0)
  for (const k of predicted) counts[k]++
  return counts.map((count) => count / rows.length)
}
