import { defineErrors } from './define.ts'

export const scoreErrors = defineErrors({
  SCORE_MODEL_UNREADABLE: {
    title: 'An ONNX graph cannot be loaded.',
    hint: 'Check that the file is a whole ONNX graph in one file; export or register the model again.',
    exit: 2,
  },
  SCORE_CHAMPION_MISSING: {
    title: 'No model version is approved in this environment.',
    hint: 'Train one with `millrace train`, then approve it with `millrace models approve`.',
    exit: 1,
  },
})
