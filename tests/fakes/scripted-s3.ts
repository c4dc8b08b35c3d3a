import { S3Bucket, type S3Sender } from '../../platform/aws/s3-bucket.ts'

/** What a scripted S3 does with one request: the name of its command, and the answer or the error. */
export interface ScriptedStep {
  readonly expects: string
  readonly answers?: object
  readonly fails?: Error
}

export interface ScriptedS3 {
  readonly bucket: S3Bucket
  /** Commands that came, with their inputs. */
  readonly sent: readonly { readonly name: string; readonly input: Record<string, unknown> }[]
  /** Waits that were asked for, in milliseconds. */
  readonly waits: readonly number[]
  readonly refreshed: () => number
}

/** An error as the SDK throws it: with the code of S3 as its name and the status of the answer, if there was one. */
export const s3Failure = (name: string, status?: number): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } })

export const lostConnection = (): Error =>
  Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })

/** A bucket whose answers are laid down beforehand, one for each request. */
export function scriptedS3(steps: readonly ScriptedStep[]): ScriptedS3 {
  const left = [...steps]
  const sent: { name: string; input: Record<string, unknown> }[] = []
  const waits: number[] = []
  let refreshed = 0
  const send = async (command: { constructor: { name: string }; input: object }) => {
    const name = command.constructor.name.replace(/Command$/, '')
    sent.push({ name, input: { ...command.input } })
    const step = left.shift()
    if (step?.expects !== name) throw new Error(`${name} came instead of ${step?.expects}`)
    if (step.fails !== undefined) throw step.fails
    return step.answers ?? {}
  }
  const bucket = new S3Bucket({
    bucket: 'lake',
    client: { send } as unknown as S3Sender,
    retry: { attempts: 4, random: () => 0.5, pause: async (ms) => void waits.push(ms) },
    refresh: async () => {
      refreshed += 1
    },
  })
  return { bucket, sent, waits, refreshed: () => refreshed }
}
