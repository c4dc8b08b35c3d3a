import { defineErrors } from './define.ts'

export const featureErrors = defineErrors({})
