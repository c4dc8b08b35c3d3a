// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const controls = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/** Text from files and data on one line: a terminal must not obey what is written in them. */
export const oneLine = (text: string): string =>
  text.replace(controls, (character) =>
    character === '\n' ? '⏎' : character === '\t' || character === '\r' ? ' ' : '�',
  )

/** The same with its lines and tabs kept. */
export const printable = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replaceAll('\t', '    ').replace(controls, '�'))
    .join('\n')
