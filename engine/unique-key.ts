import type { ModelConfig } from '../contracts/project/model-file.ts'

/** Columns of `unique_key="a, b"`; none when it is not given. */
export const uniqueKey = ({ unique_key }: ModelConfig): readonly string[] =>
  unique_key === undefined ? [] : unique_key.split(',').map((name) => name.trim())
