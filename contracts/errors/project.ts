import { defineErrors } from './define.ts'

export const projectErrors = defineErrors({})
