import { identify } from '../contracts/digest.ts'
import type { TableVersion } from '../contracts/records/table-version.ts'
import type { CompiledModel, CompiledProject } from './stages.ts'

/** Raised when the same SQL would be stored in another form, so that versions made before are not taken for the new ones. */
const format = 1

export interface EngineVersion {
  readonly name: string
  readonly version: string
}

export type InputVersion = TableVersion['inputs'][number]

/** A model with the identity of the table that it gives on these inputs. */
export interface FingerprintedModel {
  readonly model: CompiledModel
  readonly version: string
  readonly inputs: readonly InputVersion[]
  /** Digests that make up the version, by name. */
  readonly fingerprint: Readonly<Record<string, string>>
}

export interface FingerprintContext {
  /** One version of every source that the project declares. */
  readonly sources: readonly TableVersion[]
  readonly engine: EngineVersion
}

/**
 * Gives every model the version of its result: a digest of the SQL's syntax tree, the settings, the contract, the versions of
 * the inputs, the engine and Millrace's own format. Variables count only through the SQL they are rendered into.
 */
export function fingerprint(
  { models }: CompiledProject,
  { sources, engine }: FingerprintContext,
): readonly FingerprintedModel[] {
  const versions = new Map<string, InputVersion>(
    sources.map(({ relation, model, version }) => [relation, { relation, model, version }]),
  )
  return models.map((model) => {
    const inputs = model.inputs.map(({ relation }) => inputVersion(relation, model, versions))
    const parts = fingerprintOf(model, inputs, engine)
    const version = identify(parts)
    versions.set(model.name, { relation: model.name, model: model.name, version })
    return { model, version, inputs, fingerprint: parts }
  })
}

function inputVersion(
  relation: string,
  model: CompiledModel,
  versions: ReadonlyMap<string, InputVersion>,
): InputVersion {
  const found = versions.get(relation)
  if (found === undefined)
    throw new Error(`No version of ${relation}, an input of ${model.name}, was given.`)
  return found
}

/** Where a table is made does not change it. */
const meaningOf = ({ engine: _, ...config }: CompiledModel['config']) => config

const fingerprintOf = (
  { sqlDigest, config, contractDigest }: CompiledModel,
  inputs: readonly InputVersion[],
  engine: EngineVersion,
) => ({
  sql: sqlDigest,
  config: identify(meaningOf(config)),
  contract: contractDigest,
  inputs: identify(Object.fromEntries(inputs.map(({ relation, version }) => [relation, version]))),
  engine: identify({ name: engine.name, version: engine.version }),
  format: identify(format),
})
