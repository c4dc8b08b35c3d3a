export type Tensor =
  | { readonly type: 'float32'; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'int64'; readonly dims: readonly number[]; readonly data: BigInt64Array }
  | { readonly type: 'string'; readonly dims: readonly number[]; readonly data: readonly string[] }

export interface TensorSpec {
  readonly name: string
  readonly type: Tensor['type']
}

export interface LoadOptions {
  /** Threads within one operator. @default 1 */
  readonly threads?: number
}

/** Runs ONNX graphs. A graph that cannot be loaded throws SCORE_MODEL_UNREADABLE. */
export interface ModelRuntime {
  readonly version: string
  load(model: Uint8Array, options?: LoadOptions): Promise<LoadedModel>
}

export interface LoadedModel {
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>
  close(): Promise<void>
}
