import type { ModelSignature } from '../../contracts/records/model-version.ts'
import type { Pipeline } from '../pipeline.ts'
import { denseWidth } from '../preprocess/preprocess.ts'
import { type FeatureColumns, signatureOf } from '../signature.ts'
import { Graph, int, type Value } from './graph.ts'
import { modelProto } from './model-proto.ts'
import { numericNodes } from './numeric-nodes.ts'
import { type FeatureValues, scoreNodes } from './score-nodes.ts'

export interface ExportedModel {
  /** An ONNX model of operators of ai.onnx 17 and ai.onnx.ml 3 only; equal pipelines give equal bytes. */
  readonly bytes: Uint8Array
  readonly signature: ModelSignature
}

/**
 * Writes preprocess, model and calibration as one ONNX graph. Missing numbers enter as NaN, missing categories as "".
 * Outputs: `probabilities` float [rows, classes] and `label` int64 [rows], the index of the most probable class.
 */
export function exportOnnx(pipeline: Pipeline, columns: FeatureColumns): ExportedModel {
  const graph = new Graph()
  const signature = signatureOf(pipeline, columns)
  const scores = scoreNodes(graph, pipeline, featureNodes(graph, pipeline, signature))
  calibratedOutputs(graph, pipeline, scores)
  const metadata = {
    algorithm: pipeline.algorithm,
    classes: JSON.stringify(pipeline.classes),
    missing: 'numeric: NaN, categorical: empty text',
  }
  return { bytes: modelProto(graph.parts('classifier'), metadata), signature }
}

/** Declares the inputs in the order of the signature and prepares them. */
function featureNodes(graph: Graph, pipeline: Pipeline, signature: ModelSignature): FeatureValues {
  const { preprocess } = pipeline
  const byRole = (role: string): Value[] =>
    signature.inputs.flatMap((input) => (input.role === role ? [input.name] : []))
  for (const { name, role, width } of signature.inputs) {
    if (role === 'numeric') graph.input(name, 'float', ['rows', 1])
    else if (role === 'categorical') graph.input(name, 'string', ['rows', 1])
    else if (role === 'vector') graph.input(name, 'float', ['rows', width ?? 'width'])
    else graph.input(name, role === 'ngram_ids' ? 'int64' : 'float', ['rows', 'terms'])
  }
  const vector = byRole('vector').map((input) => vectorNodes(graph, pipeline, input))
  const [ids] = byRole('ngram_ids')
  const [weights] = byRole('ngram_weights')
  return {
    dense: [...vector, ...numericNodes(graph, preprocess, byRole('numeric'))],
    denseWidth: denseWidth(preprocess),
    categorical: byRole('categorical'),
    ngrams: ids === undefined ? undefined : { ids, weights },
    anyInput: signature.inputs[0].name,
  }
}

function vectorNodes(graph: Graph, pipeline: Pipeline, input: Value): Value {
  const { dimensions, centre, scale } = pipeline.preprocess.vectors ?? noVectors
  const centred = graph.apply('vector', 'Sub', [
    input,
    graph.floats('vector', [1, dimensions], centre),
  ])
  return graph.apply('vector', 'Mul', [centred, graph.floats('vector', [], [scale])])
}

const noVectors = { dimensions: 0, centre: new Float32Array(0), scale: 1 }

/** Scores divided by each row's temperature, as probabilities; see `fitTemperatures`. */
function calibratedOutputs(graph: Graph, pipeline: Pipeline, scores: Value): void {
  const classes = pipeline.classes.length
  const last = { axis: int(-1) }
  const plain = graph.apply('calibration', 'Softmax', [scores], { attributes: last })
  const temperatures = graph.floats('calibration', [classes, 1], pipeline.temperatures)
  const temperature = graph.apply('calibration', 'MatMul', [plain, temperatures])
  const calibrated = graph.apply('calibration', 'Div', [scores, temperature])
  graph.output('probabilities', 'float', ['rows', classes], 'Softmax', [calibrated], last)
  graph.output('label', 'int64', ['rows'], 'ArgMax', ['probabilities'], {
    axis: int(1),
    keepdims: int(0),
  })
}
