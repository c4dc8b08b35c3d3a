import { ProductError } from '../../contracts/errors/product-error.ts'
import { didYouMean } from '../../contracts/nearest.ts'
import type { Column } from '../../contracts/ports/sql-engine.ts'
import type { PipelineFile } from '../../contracts/project/pipeline-file.ts'
import type { Project } from '../project/project.ts'
import type { YamlPlaces } from '../project/yaml-places.ts'

/** A column that pipeline.yml names, and what its use asks of it. */
interface Use {
  readonly path: readonly (string | number)[]
  readonly column: string
  readonly fits: RegExp
  /** What the type has to be, as the end of "must be". */
  readonly wanted: string
}

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL\(\d+,\d+\)|FLOAT|DOUBLE|BOOLEAN)$/
const text = /^VARCHAR$/
const time = /^(DATE|TIMESTAMP.*)$/
const plain = /^(?!.*(\[|STRUCT\(|MAP\(|UNION\(|BLOB)).*$/

/** Gives every fault between pipeline.yml and the feature model's columns. */
export function* pipelineFaults(
  project: Project,
  columnsOf: (model: string) => readonly Column[] | undefined,
): Generator<ProductError> {
  const { pipeline, places } = project
  if (pipeline === undefined || places.pipeline === undefined) return
  const fault = modelFault(project, pipeline, places.pipeline)
  if (fault !== undefined) {
    yield fault
    return
  }
  yield* splitFaults(pipeline, places.pipeline)
  const columns = columnsOf(pipeline.features.model)
  // A feature model that did not compile has told its own error.
  if (columns === undefined) return
  for (const use of uses(pipeline)) {
    const found = useFault(use, pipeline.features.model, columns, places.pipeline)
    if (found !== undefined) yield found
  }
}

function modelFault(project: Project, { features }: PipelineFile, places: YamlPlaces) {
  const model = project.models.find(({ name }) => name === features.model)
  if (model?.layer === 'feature') return undefined
  const names = project.models.filter(({ layer }) => layer === 'feature').map(({ name }) => name)
  const why =
    model === undefined ? 'is not a model of the project' : `is in the layer ${model.layer}`
  return new ProductError('PROJECT_PIPELINE_MODEL', {
    message: `features.model names "${features.model}", which ${why}.${didYouMean(features.model, names)}`,
    at: places.value(['features', 'model']),
  })
}

function* splitFaults(
  { split, features }: PipelineFile,
  places: YamlPlaces,
): Generator<ProductError> {
  const at = places.value(['split', 'by'])
  if (split.by === 'time' && features.event_time === undefined) {
    const message = 'split.by is "time", but features.event_time names no column.'
    yield new ProductError('PROJECT_PIPELINE_COLUMN', {
      message,
      hint: 'Name the column of the time in features.event_time.',
      at,
    })
  }
  if (split.by === 'group' && split.group === undefined) {
    const message = 'split.by is "group", but split.group names no column.'
    yield new ProductError('PROJECT_PIPELINE_COLUMN', {
      message,
      hint: 'Name the column of the group in split.group.',
      at,
    })
  }
}

function uses({ features, label, split }: PipelineFile): readonly Use[] {
  const one = (path: Use['path'], column: string | undefined, fits: RegExp, wanted: string) =>
    column === undefined ? [] : [{ path, column, fits, wanted }]
  const list = (name: 'numeric' | 'categorical', fits: RegExp, wanted: string) =>
    features[name].flatMap((column, index) => one(['features', name, index], column, fits, wanted))
  const words = label.classes.some(({ value }) => typeof value === 'string')
  return [
    ...one(['features', 'entity'], features.entity, plain, 'text, a number or a date'),
    ...one(['features', 'event_time'], features.event_time, time, 'a date or a timestamp'),
    ...one(['features', 'text'], features.text, text, 'text (VARCHAR)'),
    ...list('numeric', numeric, 'a number'),
    ...list('categorical', plain, 'text, a number or a date'),
    ...one(
      ['label', 'column'],
      label.column,
      words ? text : numeric,
      words
        ? 'text, as the values of its classes are'
        : 'a number, as the values of its classes are',
    ),
    ...one(['split', 'group'], split.group, plain, 'text, a number or a date'),
  ]
}

function useFault(
  { path, column, fits, wanted }: Use,
  model: string,
  columns: readonly Column[],
  places: YamlPlaces,
): ProductError | undefined {
  const at = places.value(path)
  const field = path.filter((step) => typeof step === 'string').join('.')
  const found = columns.find(({ name }) => name === column)
  if (found === undefined) {
    const near = didYouMean(
      column,
      columns.map(({ name }) => name),
    )
    const message = `${field} names "${column}", which is not a column of "${model}".${near}`
    return new ProductError('PROJECT_PIPELINE_COLUMN', { message, at })
  }
  if (fits.test(found.type)) return undefined
  const message = `${field} names "${column}" of "${model}", which has the type ${found.type} but must be ${wanted}.`
  return new ProductError('PROJECT_PIPELINE_TYPE', { message, at })
}
