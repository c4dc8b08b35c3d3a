import { describe, expect, it } from 'vitest'
import { type Encoding, transcode } from '../../../../engine/sources/transcode.ts'
import { pieces } from './framing.ts'

async function read(bytes: Buffer, declared?: Encoding, size = 3): Promise<string> {
  const read: Uint8Array[] = []
  for await (const piece of transcode(pieces(bytes, size), declared, 'x.csv')) read.push(piece)
  return Buffer.concat(read).toString('utf8')
}

const text = 'naïve, 😀\n'
const utf16le = Buffer.from(text, 'utf16le')

describe('transcoding', () => {
  it.each([
    ['UTF-8', Buffer.from(text), undefined],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`), undefined],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le'), undefined],
    ['big-endian UTF-16 with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(), undefined],
    ['UTF-16 that is declared', utf16le, 'utf-16'],
    [
      'UTF-16 with a mark, whatever is declared',
      Buffer.from(`\uFEFF${text}`, 'utf16le'),
      'latin-1',
    ],
  ] as const)('reads %s', async (_, bytes, declared) => {
    expect(await read(Buffer.from(bytes), declared)).toBe(text)
  })

  it('reads Latin-1 as Windows-1252', async () => {
    expect(await read(Buffer.from([0xe9, 0x93, 0x80]), 'latin-1')).toBe('é“€')
  })

  it('hands wrong UTF-8 on as it is', async () => {
    const bytes = Buffer.from([0x61, 0xff])
    const read: Uint8Array[] = []
    for await (const piece of transcode(pieces(bytes, 9), undefined, 'x')) read.push(piece)
    expect(Buffer.concat(read)).toEqual(bytes)
  })

  it('refuses UTF-16 that is cut in the middle of a character', async () => {
    const cut = Buffer.from('\uFEFFab', 'utf16le').subarray(0, 5)
    await expect(read(cut)).rejects.toMatchObject({ code: 'SOURCE_ENCODING_INVALID' })
  })

  it('gives nothing for nothing', async () => {
    expect(await read(Buffer.alloc(0))).toBe('')
    expect(await read(Buffer.from('\uFEFF'))).toBe('')
  })
})
