import type { ErrorCode } from './errors/catalogue.ts'

/** Failures that may be gone at the next attempt. Every other code needs somebody to mend something first. */
export const transientErrors = [
  'LAKE_UNREACHABLE',
  'LAKE_WRITE_CONFLICT',
  'LAKE_CREDENTIALS_EXPIRED',
  'CATALOG_FAILED',
  'REGISTRY_QUEUE_BUSY',
  'REGISTRY_ENVIRONMENT_BUSY',
  'REGISTRY_ALIAS_MOVED',
  'NOTICE_NOT_SENT',
  'ORCHESTRATOR_FAILED',
] as const satisfies readonly ErrorCode[]

export const isTransient = (code: ErrorCode): boolean =>
  (transientErrors as readonly ErrorCode[]).includes(code)
