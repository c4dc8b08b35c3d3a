import type { EncoderVersion } from '../../contracts/records/encoder.ts'
import { listEncoders } from '../encoders.ts'
import { defineRelation } from './define.ts'

export const encodersRelation = defineRelation<EncoderVersion>(
  'encoders',
  'One row per version of a text encoder.',
  async (store, project) =>
    (await listEncoders(store)).filter(
      ({ fitted_on }) => project === undefined || (fitted_on?.project ?? project) === project,
    ),
  ({ text, count, time, json }) => [
    text('name', 'Name of the encoder.', (encoder) => encoder.name),
    text('version', 'Its identity.', (encoder) => encoder.version),
    text('type', 'lsa or onnx.', (encoder) => encoder.type),
    count('dimensions', 'Length of the vectors.', (encoder) => encoder.dimensions),
    json('config', 'Its settings, as JSON.', (encoder) => encoder.config),
    text('project', 'Project it was fitted on.', ({ fitted_on }) => fitted_on?.project),
    text(
      'feature_version',
      'Feature table it was fitted on.',
      ({ fitted_on }) => fitted_on?.feature_version,
    ),
    count('fitted_rows', 'Rows it was fitted on.', ({ fitted_on }) => fitted_on?.rows),
    time('created_at', 'When it was made, UTC.', (encoder) => encoder.created_at),
  ],
)
