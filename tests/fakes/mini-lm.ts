import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OnnxFolder } from '../../features/onnx-encoder.ts'

const folder = join(process.env['MILLRACE_SHARED'] ?? '../shared', 'models/all-MiniLM-L6-v2')

/** True where the real model is not at hand; tests that need it say that they are skipped. */
export const miniLmMissing = !existsSync(folder)

/** The real sentence encoder that stands outside the repository. */
export const miniLm = (): OnnxFolder => ({
  readFile: async (name) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : undefined,
  files: readdirSync(folder),
})
