import { type ErrorCode, errorDefinition } from '../../contracts/errors/catalogue.ts'
import type { CliCommand, Page, Pipeline } from '../command.ts'
import { bytes, count, counted } from '../format/numbers.ts'
import { oneLine } from '../format/visible.ts'
import { truncate, wrap } from '../format/width.ts'

type Report = Awaited<ReturnType<Pipeline['ingestFiles']>>
type File = Report['files'][number]

const examples = `
Examples:
  millrace ingest reviews review reviews-2024.jsonl.gz
  millrace ingest reviews user exports/*.csv

CSV, JSON, JSON Lines and Parquet are told apart by themselves, also as .gz and .zst. Rows that do not fit
sources.yml go to quarantine; a file with too many of them, or one that cannot be read, is not taken in.`

/** Takes files in as a source. The files themselves stay where they are. */
export const command: CliCommand = {
  declare: (command) =>
    command
      .argument('<project>', 'the project')
      .argument('<source>', 'a source that its sources.yml declares')
      .argument('<path...>', 'files, or folders of files')
      .addHelpText('after', examples),
  async run({ platform, pipeline }, [project, source, paths]) {
    const report = await pipeline.ingestFiles(platform, {
      project: String(project),
      source: String(source),
      paths: (paths as readonly unknown[]).map(String),
    })
    return { value: report, text: (page) => reportText(report, page), exit: exitOf(report) }
  },
}

function exitOf({ files }: Report): 0 | 1 | 2 {
  const exits = files.map(({ error }) =>
    error === null ? 0 : errorDefinition(error.code as ErrorCode).exit,
  )
  return exits.includes(2) ? 2 : exits.includes(1) ? 1 : 0
}

function reportText(report: Report, page: Page): string {
  const { style } = page
  const { project, files, accepted, rejected } = report
  if (files.length === 0) return style.yellow('There were no files to take in.')
  const landed = files.filter(({ status }) => status === 'landed').length
  const lines = [...files.map((file) => fileText(file, page))]
  if (files.length > 1) {
    lines.push(
      `${style.bold(`${counted(landed, 'file')} of ${count(files.length)} landed`)}: ${counted(accepted, 'row')}, ${count(rejected)} in quarantine`,
    )
  }
  if (landed > 0) lines.push(style.dim(`Next: millrace run ${project}`))
  return lines.join('\n')
}

function fileText(file: File, page: Page): string {
  const { style } = page
  const { name, status, format, dialect, error } = file
  const read =
    format === null
      ? ''
      : style.dim(
          ` ${bytes(file.bytes)}, read as ${dialect === '' || dialect === format ? format : `${format}: ${dialect}`}`,
        )
  switch (status) {
    case 'landed':
      return [
        `${style.green('✓')} ${style.bold(name)} ${counted(file.accepted, 'row')}${read}`,
        ...rejectedText(file, page),
        ...notesText(file, page),
      ].join('\n')
    case 'already_ingested':
      return `${style.green('✓')} ${style.bold(name)} was ingested before; nothing was changed`
    case 'over_limit':
    case 'refused':
      return [
        `${style.red('✗')} ${style.bold(name)} was not taken in ${style.dim(error?.code ?? '')}`,
        ...wrap(`${error?.message ?? ''}\n${error?.hint ?? ''}`, Math.min(page.width, 100) - 4).map(
          (line) => `    ${oneLine(line)}`,
        ),
        ...rejectedText(file, page),
      ].join('\n')
  }
}

/** What is in quarantine, by reason, commonest first. */
function rejectedText({ rejected, reasons, quarantine }: File, page: Page): string[] {
  if (rejected === 0) return []
  const { style } = page
  const lines = reasons.map(({ code, column, count: rows, example }) => {
    const where = column === null ? '' : ` in ${column}`
    const line = `    ${count(rows).padStart(5)}  ${code}${where}: ${oneLine(example)}`
    return truncate(line, page.width)
  })
  const place = quarantine === null ? [] : [style.dim(`           kept in ${quarantine}`)]
  return [style.yellow(`  ${counted(rejected, 'row')} in quarantine`), ...lines, ...place]
}

const notesText = ({ notes }: File, { style }: Page): string[] =>
  notes.map((note) => style.dim(`  note: ${oneLine(note)}`))
