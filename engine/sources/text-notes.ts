import type { FrameCounts } from './frame-csv.ts'

/** What a person may want to know of how a text was read. */
export function textNotes({ records, rejected, blank, padded }: FrameCounts): readonly string[] {
  return [
    ...(records + rejected === 0 ? ['The file holds no rows.'] : []),
    ...(blank > 0 ? [`${count(blank, 'line')} without a value passed over.`] : []),
    ...(padded > 0
      ? [`Empty fields after the last column left out of ${count(padded, 'row')}.`]
      : []),
  ]
}

const count = (n: number, noun: string) => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`
