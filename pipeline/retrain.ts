import { requireChampion } from './champion.ts'
import type { Step } from './run-context.ts'
import { trainModel } from './train.ts'

/** The champion's algorithm and parameters, fitted on all data now in the lake, without a search. */
export const retrainStep: Step<'retrain'> = {
  name: 'retrain',
  title: 'retraining',
  async run(context) {
    const champion = await requireChampion(context.platform, context.project.name)
    return { ...(await trainModel(context, champion)), from: champion.version }
  },
}
