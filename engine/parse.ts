import { attempt } from './attempt.ts'
import type { Project, SqlFile } from './project/project.ts'
import type { ParsedProject, PassContext } from './stages.ts'
import { parseTemplate } from './template/parse-template.ts'
import type { Template } from './template/template.ts'

/** Reads every SQL file as a template. */
export function parse(project: Project, { report }: PassContext): ParsedProject {
  const macros = templates(project.macros)
  const models = templates(project.models)
  const tests = templates(project.tests)
  const parsed = new Set(models.map(({ file }) => file.name))
  const broken = project.models.map(({ name }) => name).filter((name) => !parsed.has(name))
  return {
    project,
    macros: new Map(macros.map((macro) => [macro.file.name, macro])),
    models,
    tests,
    broken: new Set(broken),
  }

  function templates<F extends SqlFile>(files: readonly F[]): readonly Template<F>[] {
    return files.flatMap((file) => attempt(report, () => parseTemplate(file)) ?? [])
  }
}
