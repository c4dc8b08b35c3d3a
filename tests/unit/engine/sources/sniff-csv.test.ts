import { describe, expect, it } from 'vitest'
import { sourceDeclaration } from '../../../../contracts/project/sources-file.ts'
import { sniffCsv } from '../../../../engine/sources/sniff-csv.ts'

const declaration = (csv?: object, names = ['id', 'text', 'stars']) =>
  sourceDeclaration.parse({
    name: 's',
    csv,
    columns: names.map((name, i) => ({ name, type: 'VARCHAR', required: i === 0 })),
  })

const sniff = (text: string, csv?: object, names?: string[]) =>
  sniffCsv({ head: Buffer.from(text), whole: true }, declaration(csv, names))

describe('telling the dialect of a CSV file', () => {
  it.each([
    ['commas', 'id,text,stars\n1,x,2\n', { delimiter: ',' }],
    ['semicolons, with commas in the text', 'id;text;stars\n1;a,b,c;2\n', { delimiter: ';' }],
    ['tabs', 'id\ttext\tstars\n1\tx\t2\n', { delimiter: '\t' }],
    ['bars', 'id|text|stars\n1|x|2\n', { delimiter: '|' }],
    ['single quotes', "'id';'text';'stars'\n'1';'a;b';'2'\n", { delimiter: ';', quote: "'" }],
    ['backslash escapes', 'id,text\n1,"say \\"hi\\", you"\n', { escape: '\\' }],
    ['doubled quotes', 'id,text\n1,"say ""hi"", you"\n', { escape: '"' }],
    ['quotes that quote nothing', 'id\ttext\n1\t"Rome" in love\n2\t"x\n', { quote: '' }],
    ['carriage returns', 'id,text\r1,x\r', { newline: 'cr' }],
    ['a preamble', 'made on Monday\n\nid,text,stars\n1,x,2\n', { skip: 1, delimiter: ',' }],
  ])('tells %s', (_, text, dialect) => {
    expect(sniff(text)?.dialect).toMatchObject(dialect)
  })

  it('keeps quoting where one row of many has a stray quote', () => {
    const rows = Array.from({ length: 50 }, (_, i) => `${i},"x"\n`).join('')
    expect(sniff(`id,text\n${rows}51,"a" b\n`)?.dialect.quote).toBe('"')
  })

  it('reads one declared column whose text has commas as one column', () => {
    const reading = sniff('id\nhello, you\nand, you\n', undefined, ['id'])
    expect(reading?.dialect.delimiter).not.toBe(',')
    expect(reading?.names).toEqual(['id'])
  })

  it('believes what is declared', () => {
    expect(sniff('id|text\n1|x\n', { delimiter: ',' })).toBeUndefined()
    const text = 'a line\nid,text\n1,x\n'
    expect(sniff(text, { skip: 1 })?.dialect).toMatchObject({ skip: 1 })
  })

  it('matches columns by position only when it is declared that there is no header', () => {
    expect(sniff('1,x,2\n3,y,4\n')).toBeUndefined()
    const reading = sniff('1;x;2\n3;y;4\n', { header: false })
    expect(reading?.dialect).toMatchObject({ delimiter: ';', header: false })
    expect(reading?.matches.map(({ index }) => index)).toEqual([0, 1, 2])
  })
})
