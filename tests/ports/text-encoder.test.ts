import { describe } from 'vitest'
import { fitLsa } from '../../features/lsa/fit.ts'
import { trainingTexts } from '../../features/lsa/training-texts.ts'
import { openOnnxFolder } from '../../features/onnx-encoder.ts'
import { OnnxModelRuntime } from '../../platform/local/onnx-model-runtime.ts'
import { miniLm, miniLmMissing } from '../fakes/mini-lm.ts'
import { sampleTexts } from '../fakes/sample-texts.ts'
import { textEncoderContract } from './text-encoder-contract.ts'

const config = { dimensions: 16, max_terms: 500, min_count: 2 }

textEncoderContract('lsa', async () => fitLsa(trainingTexts(sampleTexts(300)), config, 7), {
  tolerance: 0,
  zeroForUnknown: true,
})

describe.skipIf(miniLmMissing)(
  'with all-MiniLM-L6-v2 (skipped where MILLRACE_SHARED has no models)',
  () => {
    textEncoderContract('onnx', () => openOnnxFolder(miniLm(), new OnnxModelRuntime()), {
      // the order of additions within a batch depends on its size
      tolerance: 1e-6,
      zeroForUnknown: false,
    })
  },
)
