import { CLIP } from '../preprocess/numeric.ts'
import {
  indicatedNumeric,
  type Preprocess,
  type StandardColumn,
  standardColumns,
} from '../preprocess/preprocess.ts'
import { type Graph, int, type Value } from './graph.ts'

const STAGE = 'numeric'

/** The numeric inputs, imputed, standardised and clipped, then their missing indicators; nothing when none is kept. */
export function numericNodes(graph: Graph, fitted: Preprocess, inputs: readonly Value[]): Value[] {
  const columns = standardColumns(fitted)
  const indicated = indicatedNumeric(fitted)
  if (columns.length + indicated.length === 0) return []
  const raw = graph.apply(STAGE, 'Concat', inputs, { attributes: { axis: int(1) } })
  const parts: Value[] = []
  if (columns.length > 0) {
    const indices = columns.map((column) => column.index)
    parts.push(standardised(graph, columns, select(graph, raw, indices)))
  }
  if (indicated.length > 0) {
    const missing = graph.apply(STAGE, 'IsNaN', [select(graph, raw, indicated)])
    parts.push(graph.apply(STAGE, 'Cast', [missing], { attributes: { to: int(1) } }))
  }
  return parts
}

const select = (graph: Graph, from: Value, columns: readonly number[]): Value =>
  graph.apply(STAGE, 'Gather', [from, graph.integers(STAGE, columns)], {
    attributes: { axis: int(1) },
  })

function standardised(graph: Graph, columns: readonly StandardColumn[], values: Value): Value {
  const row = (numbers: readonly number[]) => graph.floats(STAGE, [1, columns.length], numbers)
  const missing = graph.apply(STAGE, 'IsNaN', [values])
  const medians = row(columns.map((column) => column.median))
  const imputed = graph.apply(STAGE, 'Where', [missing, medians, values])
  const tamed = columns.some((column) => column.logged)
    ? graph.apply(STAGE, 'Where', [
        graph.booleans(
          STAGE,
          [1, columns.length],
          columns.map((column) => column.logged),
        ),
        signedLog(graph, imputed),
        imputed,
      ])
    : imputed
  const centred = graph.apply(STAGE, 'Sub', [tamed, row(columns.map((column) => column.mean))])
  const scaled = graph.apply(STAGE, 'Mul', [centred, row(columns.map((column) => column.scale))])
  const bounds = [graph.floats(STAGE, [], [-CLIP]), graph.floats(STAGE, [], [CLIP])]
  return graph.apply(STAGE, 'Clip', [scaled, ...bounds])
}

function signedLog(graph: Graph, value: Value): Value {
  const size = graph.apply(STAGE, 'Abs', [value])
  const plusOne = graph.apply(STAGE, 'Add', [size, graph.floats(STAGE, [], [1])])
  const logarithm = graph.apply(STAGE, 'Log', [plusOne])
  return graph.apply(STAGE, 'Mul', [graph.apply(STAGE, 'Sign', [value]), logarithm])
}
