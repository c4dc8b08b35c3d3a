import { ProductError } from '../../contracts/errors/product-error.ts'

const usual = 'model.onnx'

/** The graph of a folder: the one asked for, else model.onnx, else the only .onnx file at the top or in onnx/. */
export function graphName(files: readonly string[], wanted?: string): string {
  if (wanted !== undefined) {
    if (files.includes(wanted)) return wanted
    throw missing(`The text encoder's folder has no file ${wanted}.`, files)
  }
  if (files.includes(usual)) return usual
  const graphs = files.filter((name) => /^(onnx\/)?[^/]+\.onnx$/.test(name))
  if (graphs.length === 1) return graphs[0]
  if (graphs.includes(`onnx/${usual}`)) return `onnx/${usual}`
  if (graphs.length === 0) throw missing("The text encoder's folder has no ONNX graph.", files)
  throw missing(`The text encoder's folder has several ONNX graphs: ${graphs.join(', ')}.`, files)
}

const missing = (message: string, files: readonly string[]) =>
  new ProductError('ENCODER_GRAPH_MISSING', { message, data: { files: files.slice(0, 100) } })
