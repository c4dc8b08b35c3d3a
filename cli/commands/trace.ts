import { type CliCommand, text } from '../command.ts'
import { traceText } from '../views/trace.ts'

/** One record as it was in every layer, from the line it landed on to its prediction. */
export const command: CliCommand = {
  declare: (command) =>
    command
      // Keys may begin with "-".
      .allowUnknownOption()
      .argument('<project>', 'the project')
      .argument('<key>', "the record's key, e.g. a review_id")
      .option('--run-id <id>', 'the prediction of this run (default: the newest)')
      .option('--full', 'repeat values that are as in a table before'),
  async run({ platform, pipeline }, [project, key], options) {
    const trace = await pipeline.traceKey(platform, {
      project: String(project),
      key: String(key),
      runId: text(options, 'runId'),
    })
    return { value: trace, text: (page) => traceText(trace, options['full'] === true, page) }
  },
}
