import { createRequire } from 'node:module'

export type OnnxLibrary = typeof import('onnxruntime-node')

const require = createRequire(import.meta.url)
let loaded: OnnxLibrary | undefined

/** The native library, loaded at first use and told to print nothing. */
export function onnx(): OnnxLibrary {
  if (loaded === undefined) {
    loaded = require('onnxruntime-node') as OnnxLibrary
    loaded.env.logLevel = 'fatal'
  }
  return loaded
}
