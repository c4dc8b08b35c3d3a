import { defineErrors } from './define.ts'

export const sourceErrors = defineErrors({})
