/** The door of the learning room. */
export { AGREEMENT_LIMIT, agreement } from './agreement.ts'
export { gate } from './gate.ts'
export { type ExportedModel, exportOnnx } from './onnx/export.ts'
export { type Pipeline, predict } from './pipeline.ts'
export { feedsFor, scoreDataset } from './score.ts'
export { checkSignature, type FeatureColumns } from './signature.ts'
export {
  fitAgain,
  type TrainedClassifier,
  type TrainRequest,
  trainClassifier,
} from './train-classifier.ts'
