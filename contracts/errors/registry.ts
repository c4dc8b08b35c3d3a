import { defineErrors } from './define.ts'

export const registryErrors = defineErrors({})
