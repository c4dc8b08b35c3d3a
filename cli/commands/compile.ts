import type { CompiledModelView } from '../../pipeline/index.ts'
import type { CliCommand } from '../command.ts'

/** The SQL that would run, with its columns and tests as comments. */
export const command: CliCommand = {
  declare: (command) =>
    command
      .argument('<project>', 'the project')
      .argument('[model]', 'only this model')
      .option('--engine <engine>', 'duckdb, or athena for the SQL that Athena is given', 'duckdb'),
  async run({ platform, pipeline }, [project, model], options) {
    const models = await pipeline.compileProject(platform, {
      project: String(project),
      model: model === undefined ? undefined : String(model),
      engine: String(options['engine']),
    })
    return { value: models, text: () => models.map(modelSql).join('\n\n') }
  },
}

function modelSql({
  name,
  materialized,
  layer,
  file,
  columns,
  tests,
  sql,
}: CompiledModelView): string {
  const described = columns.map((column) => `${column.name} ${column.type}`).join(', ')
  return [
    `-- ${name}: ${materialized} of the layer ${layer}, from ${file}`,
    `-- columns: ${described}`,
    ...(tests.length === 0 ? [] : [`-- tests: ${tests.join(', ')}`]),
    `${sql.trim()};`,
  ].join('\n')
}
