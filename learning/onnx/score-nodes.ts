import type { Pipeline } from '../pipeline.ts'
import { otherPlace, placesOf } from '../preprocess/categorical.ts'
import { type Graph, int, strings, type Value } from './graph.ts'

/** Values of the graph that hold the features. */
export interface FeatureValues {
  /** Dense parts in the order of the design matrix: vector, numbers, indicators. */
  readonly dense: readonly Value[]
  readonly denseWidth: number
  readonly categorical: readonly Value[]
  readonly ngrams: { readonly ids: Value; readonly weights: Value } | undefined
  /** Any input; tells how many rows there are. */
  readonly anyInput: Value
}

/** Linear scores [rows, classes]: dense columns through one Gemm, places and n-grams by looking up their coefficients. */
export function scoreNodes(graph: Graph, pipeline: Pipeline, features: FeatureValues): Value {
  const parts = [baseNodes(graph, pipeline, features)]
  const places = pipeline.preprocess.categorical.reduce((sum, one) => sum + placesOf(one), 0)
  if (places > 0) parts.push(levelNodes(graph, pipeline, features, places))
  if (features.ngrams !== undefined) {
    parts.push(ngramNodes(graph, pipeline, features.denseWidth + places, features.ngrams))
  }
  return parts.reduce((sum, part) => graph.apply('scores', 'Add', [sum, part]))
}

/** The dense columns' scores and the intercepts. */
function baseNodes(graph: Graph, pipeline: Pipeline, features: FeatureValues): Value {
  const { classes, intercepts } = pipeline.model
  const bias = graph.floats('scores', [1, classes], intercepts)
  if (features.denseWidth === 0) {
    const shape = graph.apply('scores', 'Shape', [features.anyInput])
    const rows = graph.apply('scores', 'Gather', [shape, graph.integers('scores', [0])])
    const target = graph.apply('scores', 'Concat', [rows, graph.integers('scores', [classes])], {
      attributes: { axis: int(0) },
    })
    return graph.apply('scores', 'Expand', [bias, target])
  }
  const dense =
    features.dense.length === 1
      ? features.dense[0]
      : graph.apply('scores', 'Concat', features.dense, { attributes: { axis: int(1) } })
  const coefficients = coefficientsOf(graph, pipeline, 0, features.denseWidth)
  return graph.apply('scores', 'Gemm', [dense, coefficients, bias])
}

/** Each category becomes the number of its place; the coefficients of a row's places are summed. */
function levelNodes(
  graph: Graph,
  pipeline: Pipeline,
  features: FeatureValues,
  places: number,
): Value {
  const { classes, coefficients } = pipeline.model
  const begin = features.denseWidth * classes
  // The row after the last place is all zeros, for levels that have no place.
  const table = new Float32Array((places + 1) * classes)
  table.set(coefficients.subarray(begin, begin + places * classes))
  let first = 0
  const found = pipeline.preprocess.categorical.flatMap((column, index) => {
    if (placesOf(column) === 0) return []
    const start = first
    first += placesOf(column)
    const other = otherPlace(column)
    return graph.apply('categories', 'LabelEncoder', [features.categorical[index]], {
      domain: 'ai.onnx.ml',
      attributes: {
        keys_strings: strings(column.levels),
        values_int64s: { kind: 'ints', value: column.levels.map((_, place) => start + place) },
        default_int64: int(other < 0 ? places : start + other),
      },
    })
  })
  const numbers = graph.apply('categories', 'Concat', found, { attributes: { axis: int(1) } })
  const lookup = graph.floats('categories', [places + 1, classes], table)
  return sumOfRows(graph, 'categories', graph.apply('categories', 'Gather', [lookup, numbers]))
}

/** The coefficients of a row's n-grams, times their weights, summed. */
function ngramNodes(
  graph: Graph,
  pipeline: Pipeline,
  firstColumn: number,
  { ids, weights }: { readonly ids: Value; readonly weights: Value },
): Value {
  const lookup = coefficientsOf(graph, pipeline, firstColumn, pipeline.preprocess.ngrams)
  const found = graph.apply('ngrams', 'Gather', [lookup, ids])
  const column = graph.apply('ngrams', 'Unsqueeze', [weights, graph.integers('ngrams', [2])])
  return sumOfRows(graph, 'ngrams', graph.apply('ngrams', 'Mul', [found, column]))
}

const sumOfRows = (graph: Graph, stage: string, value: Value): Value =>
  graph.apply(stage, 'ReduceSum', [value, graph.integers(stage, [1])], {
    attributes: { keepdims: int(0) },
  })

function coefficientsOf(graph: Graph, pipeline: Pipeline, first: number, width: number): Value {
  const { classes, coefficients } = pipeline.model
  const part = coefficients.subarray(first * classes, (first + width) * classes)
  return graph.floats('scores', [width, classes], part)
}
