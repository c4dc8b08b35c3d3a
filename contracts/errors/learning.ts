import { defineErrors } from './define.ts'

export const learningErrors = defineErrors({})
