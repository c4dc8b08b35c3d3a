import { stageName } from '../../contracts/deployment.ts'
import { type Settings, settingsOf } from '../settings.ts'
import { makeAccess } from './access.ts'
import { makeCatalog } from './catalog.ts'
import { makeCompute } from './compute.ts'
import { makeLakeFormation } from './lake-formation.ts'
import { makeMonitoring } from './monitoring.ts'
import { makeNetwork } from './network.ts'
import { makeOrchestration } from './orchestration.ts'
import { makeQueues } from './queues.ts'
import { makeStage } from './stage.ts'
import { makeStorage } from './storage.ts'

export interface Deployment {
  readonly stage: string
  /** Tag of the task's image in the stage's repository. */
  readonly image: string
  /** @default those of the stage */
  readonly settings?: Settings
}

/** Everything of a stage, part by part. Its outputs are what people need to reach it. */
export async function deploy({ stage: name, image, ...given }: Deployment) {
  const settings = given.settings ?? settingsOf(stageName.parse(name))
  const stage = await makeStage(settings)
  const storage = makeStorage(stage)
  makeCatalog(stage)
  const roles = makeAccess(stage)
  const queues = makeQueues(stage)
  const network = await makeNetwork(stage)
  const compute = makeCompute(stage, { roles, network, deadCalls: queues.deadCalls, image })
  const machine = makeOrchestration(stage, { roles, storage, queues, compute, network })
  const topic = makeMonitoring(stage)
  if (settings.lakeFormation) makeLakeFormation(stage, roles, storage)
  return {
    lake: $util.interpolate`s3://${storage.lake.bucket}`,
    stateMachine: machine.arn,
    topic: topic.arn,
    workgroup: stage.names.workgroup,
    images: compute.repository.repositoryUrl,
  }
}
