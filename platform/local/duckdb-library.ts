import { createRequire } from 'node:module'

export type DuckDbLibrary = typeof import('@duckdb/node-api')

const require = createRequire(import.meta.url)
let loaded: DuckDbLibrary | undefined

/** The native library, loaded at first use: it takes longer than a short command may. */
export const duckdb = (): DuckDbLibrary => (loaded ??= require('@duckdb/node-api') as DuckDbLibrary)
