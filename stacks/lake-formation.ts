import type { HumanRole } from './access.ts'

/** Values of the tag `millrace_layer`, on each table of the catalog. */
export const layerTag = {
  key: 'millrace_layer',
  values: ['source', 'raw', 'intermediate', 'primary', 'feature', 'prediction', 'registry'],
} as const
/** Values of the tag `millrace_personal`, on each column: "yes" where the project's files say `pii`. */
export const personalTag = { key: 'millrace_personal', values: ['yes', 'no'] } as const

export interface LakeGrant {
  readonly who: HumanRole
  readonly layers: readonly (typeof layerTag.values)[number][]
  readonly personal: readonly (typeof personalTag.values)[number][]
}

/** What people may select in Athena where Lake Formation decides. */
export const lakeGrants: readonly LakeGrant[] = [
  { who: 'data-scientist', layers: ['feature', 'prediction', 'registry'], personal: ['no'] },
  { who: 'data-engineer', layers: layerTag.values, personal: ['yes', 'no'] },
  {
    who: 'ml-engineer',
    layers: ['intermediate', 'primary', 'feature', 'prediction', 'registry'],
    personal: ['no'],
  },
  { who: 'admin', layers: layerTag.values, personal: ['yes', 'no'] },
]
