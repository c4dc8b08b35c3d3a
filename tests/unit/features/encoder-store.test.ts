import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encoderVersion } from '../../../contracts/records/encoder.ts'
import { loadEncoder, saveEncoder } from '../../../features/encoder-store.ts'
import { fitLsa } from '../../../features/lsa/fit.ts'
import { trainingTexts } from '../../../features/lsa/training-texts.ts'
import { openOnnxFolder } from '../../../features/onnx-encoder.ts'
import { OnnxModelRuntime } from '../../../platform/local/onnx-model-runtime.ts'
import { miniLm, miniLmMissing } from '../../fakes/mini-lm.ts'
import { sampleTexts } from '../../fakes/sample-texts.ts'
import { openSqlLake, type SqlLake } from '../../fakes/sql-lake.ts'

const runtime = new OnnxModelRuntime()
const texts = sampleTexts(60)
const fitted = fitLsa(trainingTexts(texts), { dimensions: 8, max_terms: 200, min_count: 2 }, 7)
const facts = {
  fitted_on: { project: 'reviews', feature_version: 'f1', rows: 60, texts_digest: 'd' },
  created_at: '2024-01-01T00:00:00.000Z',
}

let lake: SqlLake
beforeEach(async () => {
  lake = await openSqlLake()
})
afterEach(() => lake.remove())

describe('an encoder in the lake', () => {
  test('opens again from its record and encodes alike', async () => {
    const record = encoderVersion.parse(await saveEncoder(lake.store, fitted, facts))
    expect(record.files.map(({ key }) => key)).toContain(`encoders/lsa/${fitted.version}/lsa.json`)
    const opened = await loadEncoder(lake.store, record, runtime)
    expect(await opened.encode(texts)).toEqual(await fitted.encode(texts))
  })

  test('saved twice is the same record', async () => {
    const first = await saveEncoder(lake.store, fitted, facts)
    expect(await saveEncoder(lake.store, fitted, facts)).toEqual(first)
  })

  test('that was changed, or lost a file, is refused by the key', async () => {
    const record = await saveEncoder(lake.store, fitted, facts)
    const { key } = record.files[3]
    const there = await lake.store.get(key)
    const changed = Uint8Array.from(there?.body ?? [])
    changed[0] ^= 1
    await lake.store.putIfMatch(key, changed, there?.etag ?? '')
    const refused = { code: 'ENCODER_FILES_INVALID', message: expect.stringContaining(key) }
    await expect(loadEncoder(lake.store, record, runtime)).rejects.toMatchObject(refused)
    await expect(saveEncoder(lake.store, fitted, facts)).rejects.toMatchObject(refused)
    await lake.store.delete(key)
    await expect(loadEncoder(lake.store, record, runtime)).rejects.toMatchObject(refused)
  })

  test('is refused when the record is of another version', async () => {
    const record = await saveEncoder(lake.store, fitted, facts)
    const longer = { ...record, dimensions: 9 }
    await expect(loadEncoder(lake.store, longer, runtime)).rejects.toMatchObject({
      code: 'ENCODER_FILES_INVALID',
    })
  })

  test.skipIf(miniLmMissing)(
    'may be a sentence-transformers folder (skipped where MILLRACE_SHARED has no models)',
    async () => {
      const encoder = await openOnnxFolder(miniLm(), runtime)
      const record = encoderVersion.parse(
        await saveEncoder(lake.store, encoder, { ...facts, fitted_on: null }),
      )
      const opened = await loadEncoder(lake.store, record, runtime)
      expect([opened.version, opened.type]).toEqual([encoder.version, 'onnx'])
      expect(await opened.encode(texts.slice(0, 2))).toEqual(
        await encoder.encode(texts.slice(0, 2)),
      )
      await Promise.all([encoder.close(), opened.close()])
    },
  )
})
