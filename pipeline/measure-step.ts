import type { StepEvent } from '../contracts/events.ts'
import type { MetricValues } from '../contracts/metrics.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import { readMonitor, requireModelVersion } from '../registry/index.ts'
import type { StepAnswer } from './perform-event.ts'
import type { StepOutputs } from './run-context.ts'

const verdicts = { fine: 0, look: 1, retrain: 2 } as const

/** What is worth watching of a step that is done; nothing of a part of one, or of one that had been done before. */
export async function measureStep(
  platform: Pick<Platform, 'store'>,
  { project, run_id: runId }: Pick<StepEvent, 'project' | 'run_id'>,
  answer: StepAnswer,
): Promise<MetricValues> {
  if (answer.part !== 'whole' || answer.resumed) return {}
  const own = await measures(platform, project, runId, answer)
  return { StepDuration: answer.seconds, ...own }
}

async function measures(
  { store }: Pick<Platform, 'store'>,
  project: string,
  runId: string,
  { step, output }: Extract<StepAnswer, { part: 'whole' }>,
): Promise<MetricValues> {
  switch (step) {
    case 'arrive':
      return { RejectedRows: (output as StepOutputs['arrive']).rejected }
    case 'transform': {
      const { bytes_scanned: bytes } = output as StepOutputs['transform']
      return bytes === undefined ? {} : { BytesScanned: bytes }
    }
    case 'score':
      return scored(output as StepOutputs['score'])
    case 'register': {
      const { model_version: version } = output as StepOutputs['register']
      return { F1: (await requireModelVersion(store, project, version)).metrics.test.f1_macro }
    }
    case 'monitor': {
      const { verdict } = output as StepOutputs['monitor']
      const columns = (await readMonitor(store, project, runId))?.columns ?? []
      const psi = columns.length === 0 ? {} : { PsiMax: Math.max(...columns.map((one) => one.psi)) }
      return verdict === null ? {} : { Verdict: verdicts[verdict], ...psi }
    }
    default:
      return {}
  }
}

const scored = ({ rows, needs_review }: StepOutputs['score']): MetricValues => ({
  ScoredRows: rows,
  ...(rows === 0 ? {} : { NeedsReviewShare: (100 * needs_review) / rows }),
})
