/** The door of the room: feature views, splits, datasets, text encoders and the vector cache. */
export {
  type DatasetOptions,
  readDataset,
  readSplitRows,
  streamDataset,
} from './dataset.ts'
export { type EncoderFacts, loadEncoder, saveEncoder } from './encoder-store.ts'
export type { FeatureRows } from './feature-rows.ts'
export type { FeatureView } from './feature-view.ts'
export type { LsaConfig } from './lsa/config.ts'
export { fitLsa } from './lsa/fit.ts'
export { type OnnxEncoderOptions, type OnnxFolder, openOnnxFolder } from './onnx-encoder.ts'
export type { KeyRange, RowsWanted } from './rows-query.ts'
export type { EncoderFile, ReadFile, SavedEncoder } from './saved-encoder.ts'
export { type Shard, shardsOf } from './shards.ts'
export { assignSplits, type SplitRows, type SplitSettings, split } from './split.ts'
export { textDigestSql } from './text-digest.ts'
export { readTrainingTexts } from './training-sample.ts'
export {
  type EmbedRequest,
  type EmbedResult,
  embedMissing,
  embedShard,
  planEmbedding,
  type TextShard,
  vectorRelation,
} from './vector-cache.ts'
