import { defineErrors } from './define.ts'

export const scoreErrors = defineErrors({})
