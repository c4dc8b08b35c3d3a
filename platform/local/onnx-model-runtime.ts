import type { InferenceSession } from 'onnxruntime-node'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type {
  LoadedModel,
  LoadOptions,
  ModelRuntime,
  TensorSpec,
} from '../../contracts/ports/model-runtime.ts'
import { namesExternalData } from './onnx-external-data.ts'
import { onnx } from './onnx-library.ts'
import { OnnxModel } from './onnx-model.ts'

/** ONNX Runtime in this process, on the CPU. Equal model, feeds and threads give equal results. */
export class OnnxModelRuntime implements ModelRuntime {
  get version(): string {
    return onnx().env.versions.node ?? 'unknown'
  }

  async load(model: Uint8Array, options: LoadOptions = {}): Promise<LoadedModel> {
    refuseForeign(model)
    const session = await create(model, options)
    try {
      const inputs = session.inputMetadata.map(specOf)
      const outputs = session.outputMetadata.map(specOf)
      return new OnnxModel(session, inputs, outputs)
    } catch (error) {
      await session.release()
      throw error
    }
  }
}

const unreadable = (why: string, cause?: unknown): ProductError =>
  new ProductError('SCORE_MODEL_UNREADABLE', {
    message: `The ONNX graph cannot be loaded: ${why}`,
    cause,
  })

/** Only whole ONNX files are taken: no tensors in other files, and not the runtime's own flat format, whose reader trusts its input. */
function refuseForeign(model: Uint8Array): void {
  if (model.length === 0) throw unreadable('the file is empty.')
  if (Buffer.from(model.subarray(4, 8)).toString('latin1') === 'ORTM')
    throw unreadable('it is in the format of ONNX Runtime itself (.ort), not ONNX.')
  let external: boolean
  try {
    external = namesExternalData(model)
  } catch (error) {
    throw unreadable('the bytes are not an ONNX model.', error)
  }
  if (external) throw unreadable('it keeps tensors in other files; save it as one file.')
}

async function create(model: Uint8Array, options: LoadOptions): Promise<InferenceSession> {
  try {
    return await onnx().InferenceSession.create(model, {
      executionProviders: ['cpu'],
      executionMode: 'sequential',
      intraOpNumThreads: options.threads ?? 1,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
    })
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error), error)
  }
}

function specOf(value: InferenceSession.ValueMetadata): TensorSpec {
  const type = value.isTensor ? value.type : 'no tensor'
  if (type === 'float32' || type === 'int64' || type === 'string') return { name: value.name, type }
  throw unreadable(
    `"${value.name}" is ${type}; inputs and outputs must be tensors of float32, int64 or string.`,
  )
}
