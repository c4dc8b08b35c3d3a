import { ProductError } from '../contracts/errors/product-error.ts'
import type { PipelineFile } from '../contracts/project/pipeline-file.ts'
import type { Project } from '../engine/index.ts'
import type { FeatureView } from '../features/index.ts'

/** The project's `pipeline.yml`. Throws PROJECT_PIPELINE_MISSING where the project only makes tables. */
export function requirePipeline(project: Project): PipelineFile {
  if (project.pipeline !== undefined) return project.pipeline
  throw new ProductError('PROJECT_PIPELINE_MISSING', {
    message: `Project "${project.name}" has no pipeline.yml, so there is nothing to train or score. Its tables can be built with \`millrace build ${project.name}\`.`,
  })
}

/** The columns that learning reads, as `pipeline.yml` declares them. */
export function viewForTraining({ features, label, split }: PipelineFile): FeatureView {
  return {
    ...viewForScoring({ features }),
    eventTime: features.event_time,
    group: split.by === 'group' ? split.group : undefined,
    label: label.column,
    classes: label.classes,
  }
}

/** The same without the label and what only a split looks at. */
export const viewForScoring = ({ features }: Pick<PipelineFile, 'features'>): FeatureView => ({
  relation: features.model,
  entity: features.entity,
  text: features.text,
  numeric: features.numeric,
  categorical: features.categorical,
  classes: [],
})
