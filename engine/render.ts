import type { z } from 'zod'
import { modelConfig, testConfig } from '../contracts/project/model-file.ts'
import { attempt } from './attempt.ts'
import type { SqlFile } from './project/project.ts'
import { readSettings } from './settings.ts'
import type { ParsedProject, PassContext, RenderedModel, RenderedTest, Stage } from './stages.ts'
import { renderTemplate } from './template/render-template.ts'
import type { Template } from './template/template.ts'

/** Evaluates every template: SQL with quoted relation names and literals, and the settings of `{{config …}}`. */
export function render(
  parsed: ParsedProject,
  { vars, report }: PassContext,
): Stage<RenderedModel, RenderedTest> {
  const { project, macros } = parsed
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
