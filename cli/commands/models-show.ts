import type { CliCommand } from '../command.ts'
import { modelCard } from '../views/model-card.ts'

/** A model version in full. */
export const command: CliCommand = {
  declare: (command) =>
    command
      .argument('<project>', 'the project')
      .argument('[version]', 'a version, or the beginning of one', 'champion'),
  async run({ platform, pipeline }, [project, version]) {
    const { model, champion } = await pipeline.showModelVersion(platform, {
      project: String(project),
      version: String(version),
    })
    return { value: { model, champion }, text: (page) => modelCard(model, champion, page) }
  },
}
