export interface Instruction {
  readonly name: string
  readonly rest: string
}

export interface BuildStage {
  readonly from: string
  readonly as: string
  readonly instructions: readonly Instruction[]
}

/** The stages of a Dockerfile, in order, with what each does. */
export function stagesOf(text: string): readonly BuildStage[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const stages: { from: string; as: string; instructions: Instruction[] }[] = []
  for (const line of lines) {
    const [, name, rest] = /^(\w+)\s+(.*)$/.exec(line) ?? ['', '', '']
    const [, from, as] = /^(\S+)\s+AS\s+(\S+)$/.exec(rest) ?? ['', rest, '']
    if (name === 'FROM') stages.push({ from, as, instructions: [] })
    else stages.at(-1)?.instructions.push({ name, rest })
  }
  return stages
}

/** What a stage copies from the clone: files and folders. */
export const copiedFrom = (stage: BuildStage): readonly string[] =>
  stage.instructions
    .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from'))
    .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1))
