import { layers } from '../contracts/lake-layout.ts'
import type { ModelLayer } from './project/project.ts'

/** What the models of each layer may read: the layer to their left, and their own from `intermediate` on. `feature` reads both. */
const mayRead: Readonly<Record<ModelLayer, readonly (ModelLayer | 'source')[]>> = {
  raw: ['source'],
  intermediate: ['raw', 'intermediate'],
  primary: ['intermediate', 'primary'],
  feature: ['intermediate', 'primary', 'feature'],
}

export const layerMayRead = (layer: ModelLayer, input: ModelLayer | 'source'): boolean =>
  mayRead[layer].includes(input)

/** "intermediate and primary" */
export const readableLayers = (layer: ModelLayer): string =>
  mayRead[layer]
    .map((input) => (input === 'source' ? 'sources' : input))
    .join(', ')
    .replace(/, ([^,]+)$/, ' and $1')

export const layerIndex = (layer: ModelLayer): number => layers.indexOf(layer)
