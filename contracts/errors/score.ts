import { defineErrors } from './define.ts'

export const scoreErrors = defineErrors({
  SCORE_MODEL_UNREADABLE: {
    title: 'An ONNX graph cannot be loaded.',
    hint: 'Check that the file is a whole ONNX graph in one file; export or register the model again.',
    exit: 2,
  },
})
