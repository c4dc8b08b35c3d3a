import { type CliCommand, text } from '../command.ts'
import { score } from '../format/numbers.ts'
import { shortId } from '../views/short-id.ts'
import { toldText } from '../views/told-run.ts'

/** Makes a version that passed the gate the champion of the environment. */
export const command: CliCommand = {
  declare: (command) =>
    command
      .argument('<project>', 'the project')
      .argument('<version>', 'a version, or the beginning of one')
      .option('--why <reason>', 'reason, kept in the audit trail'),
  async run({ platform, pipeline }, [project, version], options) {
    const { model, champion, runs } = await pipeline.approveAndTell(platform, {
      project: String(project),
      version: String(version),
      why: text(options, 'why'),
    })
    const unshown = await pipeline.showDecision(platform, champion.project)
    const before =
      champion.previous === null
        ? 'There was none before.'
        : `Before it was ${shortId(champion.previous)}.`
    return {
      value: { model, champion, runs, ...(unshown === null ? {} : { unshown }) },
      text: ({ style }) =>
        [
          `${style.green('✓')} ${style.bold(shortId(model.version))} is the champion of ${champion.project} in ${champion.env} (F1 macro on test ${score(model.metrics.test.f1_macro)}). ${before}`,
          ...runs.map(toldText),
          ...(unshown === null ? [] : [unshown]),
          style.dim(`Next: millrace score ${champion.project}`),
        ].join('\n'),
    }
  },
}
