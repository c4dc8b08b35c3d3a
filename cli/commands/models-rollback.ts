import { type CliCommand, text } from '../command.ts'
import { shortId } from '../views/short-id.ts'

/** Brings the champion before this one back. */
export const command: CliCommand = {
  declare: (command) =>
    command
      .argument('<project>', 'the project')
      .option('--why <reason>', 'reason, kept in the audit trail'),
  async run({ platform, pipeline }, [project], options) {
    const champion = await pipeline.rollbackModel(platform, {
      project: String(project),
      why: text(options, 'why'),
    })
    const unshown = await pipeline.showDecision(platform, champion.project)
    const instead =
      champion.previous === null ? '' : ` again, instead of ${shortId(champion.previous)}`
    return {
      value: unshown === null ? champion : { ...champion, unshown },
      text: ({ style }) =>
        `${style.green('✓')} ${style.bold(shortId(champion.version))} is the champion of ${champion.project} in ${champion.env}${instead}.${unshown === null ? '' : `\n${unshown}`}`,
    }
  },
}
