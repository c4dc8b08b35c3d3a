import { defineErrors } from './define.ts'

export const encoderErrors = defineErrors({
  ENCODER_TEXTS_TOO_FEW: {
    title: 'The training texts are too few or too unlike each other to fit a text encoder on.',
    hint: 'Land more rows, lower encoder.min_count in pipeline.yml, or leave the encoder out.',
    exit: 1,
  },
  ENCODER_FILES_INVALID: {
    title: 'The files of a text encoder are damaged, incomplete or not of the expected form.',
    hint: 'Restore them from where they came, or fit the encoder again with `millrace train`.',
    exit: 2,
  },
  ENCODER_GRAPH_MISSING: {
    title: 'The folder of a text encoder does not hold the one ONNX graph that is needed.',
    hint: 'Name the graph as encoder.graph in pipeline.yml; it stands in the folder or in its subfolder onnx.',
    exit: 2,
  },
  ENCODER_MODEL_UNSUPPORTED: {
    title: 'A text encoder works in a way that is not supported.',
    hint: 'Use a sentence-transformers model whose graph takes input_ids and attention_mask and gives token or sentence vectors.',
    exit: 2,
  },
})
