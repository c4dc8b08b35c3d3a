import { ProductError } from '../contracts/errors/product-error.ts'
import { arrive } from './arrive.ts'
import type { Step } from './run-context.ts'

/** Landed files become the sources' table versions. */
export const arriveStep: Step<'arrive'> = {
  name: 'arrive',
  title: 'landed files',
  async run({ platform, project }) {
    const { sources, accepted, rejected } = await arrive(platform, project)
    if (sources.every(({ files }) => files === 0))
      throw nothingLanded(project.name, platform.store.root)
    return {
      sources: Object.fromEntries(
        sources.map(({ version }) => [version.relation, version.version]),
      ),
      accepted,
      rejected,
    }
  },
}

const nothingLanded = (project: string, lake: string) =>
  new ProductError('SOURCE_NOTHING_LANDED', {
    message: `No file of project "${project}" has landed in the lake ${lake}, so there is nothing to work on. Nothing was changed.`,
    hint: `Take files in with \`millrace ingest ${project} SOURCE PATH\`, or check --lake and MILLRACE_LAKE.`,
  })
