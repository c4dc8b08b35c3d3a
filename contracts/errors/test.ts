import { defineErrors } from './define.ts'

export const testErrors = defineErrors({})
