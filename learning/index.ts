/** The door of the learning room. */
export { AGREEMENT_LIMIT } from './agreement.ts'
export { gate } from './gate.ts'
export { exportOnnx } from './onnx/export.ts'
export { predict } from './pipeline.ts'
export { scoreDataset } from './score.ts'
export { checkSignature } from './signature.ts'
export {
  fitAgain,
  type TrainedClassifier,
  type TrainRequest,
  trainClassifier,
} from './train-classifier.ts'
