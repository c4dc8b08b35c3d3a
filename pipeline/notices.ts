import type { NoticeEvent } from '../contracts/events.ts'
import type { Notice } from '../contracts/ports/notifier.ts'
import type { Platform } from '../contracts/ports/platform.ts'

const longestSubject = 100

/** What people are told about a run: what happened, where, that nothing is lost, and what to do next. */
export function noticeOf(
  { env, store }: Pick<Platform, 'env' | 'store'>,
  event: NoticeEvent,
): Notice {
  const { project, run_id: run } = event
  const { happened, detail, kept, next } = told(event)
  const text = [
    `${happened}`,
    '',
    ...detail,
    `Project      ${project}`,
    `Environment  ${env}`,
    `Run          ${run}`,
    `Lake         ${store.root}`,
    '',
    kept,
    '',
    'What to do:',
    ...next.map((line) => `  ${line}`),
    '',
    `Look at the run: millrace --lake ${store.root} --env ${env} runs ${project}`,
  ].join('\n')
  return {
    subject: ascii(`[millrace ${env}] ${happened}`),
    text,
    facts: { kind: event.kind, project, env, run_id: run },
  }
}

interface Told {
  readonly happened: string
  readonly detail: readonly string[]
  readonly kept: string
  readonly next: readonly string[]
}

const untouched =
  'Nothing was lost: what landed is in landing/, what was published before is still what readers see, and every finished step of the run is kept.'

function told(event: NoticeEvent): Told {
  const { project, run_id: run, model_version: model = '' } = event
  switch (event.kind) {
    case 'failed':
      return {
        happened: `A run of ${project} stopped: ${event.error?.Error ?? 'a step failed'}`,
        detail: [...reasonOf(event.error?.Cause), ''],
        kept: untouched,
        next: [
          'Mend what the message names. The next file that lands starts a run again, or start one yourself:',
          `millrace run ${project} --remote`,
          `Or let the same run go on where it stopped: redrive the execution "${run}" of the state machine.`,
        ],
      }
    case 'refused':
      return {
        happened: `A trained model of ${project} did not pass the gate`,
        detail: [`Version      ${model}`, ...(event.reasons ?? []).map((reason) => `- ${reason}`)],
        kept: 'The version is kept aside in the registry, and the champion of before goes on scoring.',
        next: [
          `millrace models show ${project} ${model}`,
          'Improve the features, the labels or the gate in pipeline.yml, and train again:',
          `millrace train ${project} --remote`,
        ],
      }
    case 'approval_asked':
      return {
        happened: `A model of ${project} waits for approval`,
        detail: [`Version      ${model}`],
        kept: 'The champion of before goes on scoring until somebody decides.',
        next: [
          `millrace models show ${project} ${model}`,
          `millrace models approve ${project} ${model} --why "…"`,
        ],
      }
    case 'approval_expired':
      return {
        happened: `Nobody approved a model of ${project} in time`,
        detail: [`Version      ${model}`],
        kept: 'The version is kept in the registry, and the champion of before goes on scoring.',
        next: [
          'The version can still be approved; the next run then scores with it:',
          `millrace models approve ${project} ${model} --why "…"`,
        ],
      }
    case 'drift':
      return {
        happened: `Monitoring of ${project} asks for attention`,
        detail: [...(event.reasons ?? []).map((reason) => `- ${reason}`), ''],
        kept: 'The predictions of the run are published and carry the versions that made them.',
        next: [
          `millrace monitor ${project}`,
          `If the data has changed for good: millrace retrain ${project} --remote`,
        ],
      }
  }
}

/** What a function's error says: Lambda hands its fields on as JSON. */
function reasonOf(cause: string | undefined): readonly string[] {
  if (cause === undefined || cause === '') return []
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown }
    return [typeof errorMessage === 'string' ? errorMessage : cause]
  } catch {
    return [cause]
  }
}

function ascii(subject: string): string {
  const plain = subject.replace(/[^\x20-\x7e]/g, '?')
  return plain.length <= longestSubject ? plain : `${plain.slice(0, longestSubject - 3)}...`
}
