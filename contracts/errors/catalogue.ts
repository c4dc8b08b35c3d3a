import { arrivalErrors } from './arrival.ts'
import { catalogErrors } from './catalog.ts'
import { commandErrors } from './command.ts'
import type { ErrorDefinition } from './define.ts'
import { encoderErrors } from './encoder.ts'
import { engineErrors } from './engine.ts'
import { featureErrors } from './feature.ts'
import { lakeErrors } from './lake.ts'
import { learningErrors } from './learning.ts'
import { modelErrors } from './model.ts'
import { noticeErrors } from './notice.ts'
import { orchestratorErrors } from './orchestrator.ts'
import { projectErrors } from './project.ts'
import { registryErrors } from './registry.ts'
import { scoreErrors } from './score.ts'
import { sourceErrors } from './source.ts'
import { testErrors } from './test.ts'

/** Every error code there is. `docs/errors.md` is made from this table. */
export const errorCatalogue = Object.freeze({
  ...lakeErrors,
  ...arrivalErrors,
  ...sourceErrors,
  ...projectErrors,
  ...modelErrors,
  ...testErrors,
  ...engineErrors,
  ...encoderErrors,
  ...featureErrors,
  ...learningErrors,
  ...registryErrors,
  ...scoreErrors,
  ...noticeErrors,
  ...catalogErrors,
  ...orchestratorErrors,
  ...commandErrors,
})

export type ErrorCode = keyof typeof errorCatalogue

export const errorDefinition = (code: ErrorCode): ErrorDefinition => errorCatalogue[code]
