const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
const sequences = /\u001b\[[0-9;]*m/g
const narrow = /^[\u0020-\u007e]*$/
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u
const pictograph = /\p{Emoji_Presentation}|\ufe0f/u
const weightless = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u

/** Columns of a terminal that a text takes: two for CJK characters and emoji, none for marks and colours. */
export function displayWidth(text: string): number {
  const bare = text.replace(sequences, '')
  if (narrow.test(bare)) return bare.length
  let width = 0
  for (const { segment } of graphemes.segment(bare)) width += graphemeWidth(segment)
  return width
}

function graphemeWidth(grapheme: string): number {
  if (narrow.test(grapheme)) return grapheme.length
  if (weightless.test(grapheme)) return 0
  return wide.test(grapheme) || pictograph.test(grapheme) ? 2 : 1
}

/** The beginning of a text, with "…" for what does not fit in `width` columns. Takes text without colours. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  if (width < 1) return ''
  let kept = ''
  let taken = 0
  for (const { segment } of graphemes.segment(text)) {
    const next = taken + graphemeWidth(segment)
    if (next > width - 1) break
    kept += segment
    taken = next
  }
  return `${kept}…`
}

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)))
export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - displayWidth(text))) + text

/** Breaks text at blanks into lines of at most `width` columns; a longer word stays whole. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = []
    let line = ''
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`
      if (line !== '' && displayWidth(longer) > width) {
        lines.push(line)
        line = word
      } else line = longer
    }
    return [...lines, line]
  })
}
