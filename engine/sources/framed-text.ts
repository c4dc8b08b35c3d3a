import type { Files, Scratch } from '../../contracts/ports/files.ts'
import { BytePipe } from './byte-pipe.ts'
import type { FrameCounts, Framing } from './frame-csv.ts'
import type { Reject } from './reject.ts'

/** A text file parted into records, on scratch space. */
export interface FramedText {
  /** Path of the records; see FramedBlocks for their form. */
  readonly records: string
  /** Path of the rejected ones, one JSON object a line. */
  readonly rejects: string
  readonly counts: FrameCounts
}

/** Runs a framing to its end, and keeps its records and its rejects side by side. */
export async function frameToScratch(
  scratch: Scratch,
  counts: FrameCounts,
  frame: (framing: Framing) => AsyncIterable<Uint8Array>,
): Promise<FramedText> {
  const pipe = new BytePipe(pipeBytes)
  const writing = scratch.write('rejects.jsonl', pipe).finally(() => pipe.end())
  // Met when it is awaited; until then it must not count as unhandled.
  writing.catch(() => {})
  const reject = (row: Reject) => pipe.push(Buffer.from(`${JSON.stringify(row)}\n`))
  try {
    const records = await scratch.write('records', frame({ reject }))
    pipe.end()
    return { records, rejects: await writing, counts }
  } finally {
    pipe.end()
    await writing
  }
}

/** The rejects of a framing, in order. */
export async function* readRejects(files: Files, path: string): AsyncGenerator<Reject> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of files.read(path)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line) as Reject
  }
}

const pipeBytes = 4 * 1024 * 1024
