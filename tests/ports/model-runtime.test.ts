import { OnnxModelRuntime } from '../../platform/local/onnx-model-runtime.ts'
import { modelRuntimeContract } from './model-runtime-contract.ts'

modelRuntimeContract('ONNX Runtime', new OnnxModelRuntime())
