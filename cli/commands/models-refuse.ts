import { type CliCommand, text } from '../command.ts'
import { shortId } from '../views/short-id.ts'
import { toldText } from '../views/told-run.ts'

/** Says no to a version that a run on AWS waits for; the champion stays. */
export const command: CliCommand = {
  declare: (command) =>
    command
      .argument('<project>', 'the project')
      .argument('<version>', 'a version, or the beginning of one')
      .option('--why <reason>', 'reason, kept with the question'),
  async run({ platform, pipeline }, [project, version], options) {
    const { model, runs } = await pipeline.refuseModel(platform, {
      project: String(project),
      version: String(version),
      why: text(options, 'why'),
    })
    return {
      value: { model, runs },
      text: ({ style }) =>
        [
          `${style.green('✓')} ${style.bold(shortId(model.version))} was refused; the champion stays.`,
          ...runs.map(toldText),
        ].join('\n'),
    }
  },
}
