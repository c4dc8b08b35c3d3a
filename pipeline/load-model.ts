import { sha256 } from '../contracts/digest.ts'
import { ProductError } from '../contracts/errors/product-error.ts'
import type { LoadedModel } from '../contracts/ports/model-runtime.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { ModelVersion } from '../contracts/records/model-version.ts'

/** Loads a version's graph; its bytes must be those that were registered. Throws LAKE_OBJECT_MISSING, LAKE_FILE_DAMAGED. */
export async function loadModel(
  platform: Platform,
  { model, version }: Pick<ModelVersion, 'model' | 'version'>,
): Promise<LoadedModel> {
  const object = await platform.store.get(model.key)
  if (object === undefined) {
    throw new ProductError('LAKE_OBJECT_MISSING', {
      message: `The graph ${model.key} of model version ${version} is not in the lake ${platform.store.root}. Nothing was scored.`,
    })
  }
  if (sha256(object.body) !== model.sha256) {
    throw new ProductError('LAKE_FILE_DAMAGED', {
      message: `The graph ${model.key} is not the one that was registered as model version ${version}. Nothing was scored.`,
      hint: 'Restore the file from a backup, or approve another version.',
    })
  }
  return platform.runtime.load(object.body, { threads: 2 })
}
