import type { z } from 'zod'
import { ProductError } from '../contracts/errors/product-error.ts'
import { didYouMean } from '../contracts/nearest.ts'
import { modelConfig, testConfig } from '../contracts/project/model-file.ts'
import { attempt } from './attempt.ts'
import type { SqlFile } from './project/project.ts'
import { readSettings } from './settings.ts'
import type { ParsedProject, PassContext, RenderedModel, RenderedTest, Stage } from './stages.ts'
import { renderTemplate } from './template/render-template.ts'
import type { Template } from './template/template.ts'
import { variablesNamed } from './template/used-names.ts'

/** Evaluates every template: SQL with quoted relation names and literals, and the settings of `{{config …}}`. */
export function render(
  parsed: ParsedProject,
  { vars, report }: PassContext,
): Stage<RenderedModel, RenderedTest> {
  const { project, macros } = parsed
  for (const error of unknownVariables(parsed, vars)) report(error)
  const input = { vars: { ...project.vars, ...vars }, macros }
  const models = parsed.models.flatMap((model) => rendered(model, modelConfig) ?? [])
  const tests = parsed.tests.flatMap((test) => rendered(test, testConfig) ?? [])
  const done = new Set(models.map(({ file }) => file.name))
  const failed = parsed.models.map(({ file }) => file.name).filter((name) => !done.has(name))
  return { project, models, tests, broken: new Set([...parsed.broken, ...failed]) }

  function rendered<F extends SqlFile, S extends z.ZodObject>(template: Template<F>, schema: S) {
    return attempt(report, () => {
      const { sql, map, references, settings } = renderTemplate(template, input)
      const { config, places } = readSettings(settings, schema)
      return { file: template.file, config, settings: places, sql, map, references }
    })
  }
}

/** A value for a variable that nothing reads is most likely a slip in its name, which would leave the default in force. */
function unknownVariables(
  { project, macros, models, tests }: ParsedProject,
  given: PassContext['vars'],
): readonly ProductError[] {
  const files = [project.macros, project.models, project.tests].flat()
  const templates = [...macros.values(), ...models, ...tests]
  // What a file that cannot be parsed reads is not known.
  if (templates.length < files.length) return []
  const known = new Set([
    ...Object.keys(project.vars),
    ...templates.flatMap(({ program }) => [...variablesNamed(program)]),
  ])
  return Object.keys(given)
    .filter((name) => !known.has(name))
    .map((name) => unknownVariable(name, known, project.name))
}

const unknownVariable = (name: string, known: ReadonlySet<string>, project: string) =>
  new ProductError('MODEL_VAR_UNKNOWN', {
    message: `A value is given for the variable "${name}", which "${project}" does not have.${didYouMean(name, known)}`,
    hint:
      known.size === 0
        ? 'The project has no variables.'
        : `Its variables: ${[...known].toSorted().join(', ')}.`,
  })
