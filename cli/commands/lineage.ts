import { type CliCommand, text } from '../command.ts'
import { printable } from '../format/visible.ts'
import { readCount } from '../options.ts'

const examples = `
A node is a source, a SQL model, a landed file, an encoder, a model version, "champion", or a run that scored.

Examples:
  millrace lineage feat_reviews
  millrace lineage champion --up 2`

/** What a node was made from, and what was made from it. */
export const command: CliCommand = {
  declare: (command) =>
    command
      .argument('<node>', 'what to draw')
      .option('--project <name>', 'the project, when more than one has the node')
      .option('--up <steps>', 'steps upstream (default: all)', readCount)
      .option('--down <steps>', 'steps downstream (default: all)', readCount)
      .addHelpText('after', examples),
  async run({ platform, pipeline }, [node], options) {
    const steps = (name: string) =>
      options[name] === undefined ? undefined : Number(options[name])
    const lineage = await pipeline.showLineage(platform, {
      node: String(node),
      project: text(options, 'project'),
      up: steps('up'),
      down: steps('down'),
    })
    const { text: drawn, ...value } = lineage
    return { value, text: () => printable(drawn).trimEnd() }
  },
}
