import { afterEach, expect, test, vi } from 'vitest'
import { EmfMeter } from '../../../../platform/aws/powertools-meter.ts'

afterEach(() => vi.restoreAllMocks())

test('values are lines in the embedded format, for the stage alone and with all dimensions', () => {
  const lines: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
  new EmfMeter('ana').publish({ F1: 0.71, RunDuration: 12 }, { project: 'reviews', step: 'score' })
  const [stage, all] = lines.map((line) => JSON.parse(line))
  const metrics = [
    { Name: 'F1', Unit: 'None' },
    { Name: 'RunDuration', Unit: 'Seconds' },
  ]
  expect(stage._aws.CloudWatchMetrics).toEqual([
    { Namespace: 'Millrace', Dimensions: [['service', 'stage']], Metrics: metrics },
  ])
  expect(all._aws.CloudWatchMetrics[0].Dimensions).toEqual([
    ['service', 'stage', 'project', 'step'],
  ])
  expect(all).toMatchObject({ service: 'millrace', stage: 'ana', project: 'reviews', F1: 0.71 })
})
