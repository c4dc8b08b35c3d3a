import { defineErrors } from './define.ts'

export const encoderErrors = defineErrors({})
