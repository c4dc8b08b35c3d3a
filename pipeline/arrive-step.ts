import { arrive } from './arrive.ts'
import type { Step } from './run-context.ts'

/** Landed files become the sources' table versions. */
export const arriveStep: Step<'arrive'> = {
  name: 'arrive',
  title: 'landed files',
  async run({ platform, project }) {
    const { sources, accepted, rejected } = await arrive(platform, project)
    return {
      sources: Object.fromEntries(
        sources.map(({ version }) => [version.relation, version.version]),
      ),
      accepted,
      rejected,
    }
  },
}
