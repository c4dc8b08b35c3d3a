import { performStep } from './perform-step.ts'

export const handler = performStep('train', 'retrain')
