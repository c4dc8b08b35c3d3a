import type { Dataset } from '../contracts/dataset.ts'
import type { ProgressTask } from '../contracts/ports/progress.ts'
import type { AlgorithmName } from '../contracts/project/pipeline-file.ts'
import type { Algorithm, Fitted, TrainingSettings } from './algorithms/algorithm.ts'
import { stratifiedFolds } from './folds.ts'
import { evaluate, isBetter } from './metrics.ts'
import { type Parameters, probabilitiesOf, scoresOf } from './pipeline.ts'
import { applyPreprocess, fitPreprocess } from './preprocess/preprocess.ts'
import { stratifiedSample } from './sample.ts'

/** One set of parameters and how it did on each fold. */
export interface Trial {
  readonly algorithm: AlgorithmName
  readonly parameters: Parameters
  readonly scores: readonly number[]
  /** Mean of the scores. */
  readonly mean: number
}

export interface SearchRequest {
  readonly dataset: Dataset
  /** Training rows. */
  readonly rows: Int32Array
  readonly groups: Int32Array | undefined
  readonly classes: number
  readonly settings: TrainingSettings
  /** Told about every fit. */
  readonly task: ProgressTask
}

/** Coarser than for what ships: no metric of a fold moves by it. */
const SEARCH_TOLERANCE = 1e-4

interface Fold {
  readonly train: Int32Array
  readonly held: Int32Array
}

/** Tries every set of parameters of the algorithms on stratified folds; preprocessing is fitted anew inside each fold. */
export function search(request: SearchRequest, candidates: readonly Algorithm[]): Trial[] {
  const folds = foldsOf(request)
  let done = 0
  return candidates.flatMap((algorithm) => {
    const grid = algorithm.grid(request.settings)
    const scores = folds.map((fold) =>
      scoreGrid(request, algorithm, grid, fold, () => {
        done++
        request.task.update(done, algorithm.name)
      }),
    )
    return grid.map((parameters, i) => {
      const own = scores.map((fold) => fold[i])
      const mean = own.reduce((sum, score) => sum + score, 0) / own.length
      return { algorithm: algorithm.name, parameters, scores: own, mean }
    })
  })
}

/** Fits that a search makes. */
export const fitsOf = (settings: TrainingSettings, candidates: readonly Algorithm[]): number =>
  settings.folds * candidates.reduce((sum, one) => sum + one.grid(settings).length, 0)

/** The trial with the best mean; of equals the first, which is the simplest. */
export function bestTrial(trials: readonly Trial[], settings: TrainingSettings): Trial {
  const better = (a: Trial, b: Trial) =>
    Math.abs(a.mean - b.mean) > 1e-12 && isBetter(settings.select_by, a.mean, b.mean)
  return trials.reduce((best, trial) => (better(trial, best) ? trial : best))
}

function foldsOf({ dataset, rows, groups, classes, settings }: SearchRequest): readonly Fold[] {
  const { labels, keys } = dataset
  const { folds, seed } = settings
  const most = settings.search_rows
  const sample = stratifiedSample({ rows, labels, keys, most, least: folds, seed })
  const dealt = stratifiedFolds({ rows: sample, labels, keys, groups, classes, folds, seed })
  return Array.from({ length: folds }, (_, fold) => ({
    train: sample.filter((_, i) => dealt[i] !== fold),
    held: sample.filter((_, i) => dealt[i] === fold),
  }))
}

/** Score of each set of parameters on one fold; each fit sets out from the one before. */
function scoreGrid(
  { dataset, classes, settings }: SearchRequest,
  algorithm: Algorithm,
  grid: readonly Parameters[],
  fold: Fold,
  onFit: () => void,
): number[] {
  const preprocess = fitPreprocess(dataset, fold.train, algorithm.text)
  const matrix = applyPreprocess(preprocess, dataset, fold.train)
  const held = applyPreprocess(preprocess, dataset, fold.held)
  const labels = fold.train.map((row) => dataset.labels[row])
  const truth = fold.held.map((row) => dataset.labels[row])
  const tolerance = SEARCH_TOLERANCE
  const uncalibrated = new Float32Array(classes).fill(1)
  let start: Fitted | undefined
  return grid.map((parameters) => {
    const classWeights = settings.class_weights
    start = algorithm.fit({ matrix, labels, classes, classWeights, parameters, tolerance, start })
    const probabilities = probabilitiesOf(scoresOf(start.model, held), uncalibrated)
    onFit()
    return evaluate(truth, probabilities, classes)[settings.select_by]
  })
}
