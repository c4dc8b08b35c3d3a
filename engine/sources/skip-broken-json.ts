/**
 * Where a broken element of an array ends, by its brackets alone. `cut`: not in sight. `lost`: a bracket is closed by one of
 * another kind, or a text goes over a line end, so that brackets say nothing.
 */
export function skipBroken(bytes: Uint8Array, from: number, end: number): number | 'cut' | 'lost' {
  const open: number[] = []
  for (let at = from; at < end; at++) {
    const byte = bytes[at]
    if (byte === quote) {
      at = afterText(bytes, at, end) - 1
      if (at === lost - 1) return 'lost'
    } else if (byte === openBrace || byte === openBracket) open.push(byte)
    else if (byte === closeBrace || byte === closeBracket) {
      // The array's own end is left to whoever reads the array.
      if (open.length === 0) return byte === closeBracket ? at : at + 1
      if (open.pop() !== (byte === closeBrace ? openBrace : openBracket)) return 'lost'
      if (open.length === 0) return at + 1
    } else if (open.length === 0 && byte === comma) return at
  }
  return 'cut'
}

function afterText(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from + 1; at < end; at++) {
    if (bytes[at] === backslash) at++
    else if (bytes[at] === quote) return at + 1
    else if (bytes[at] === lf) return lost
  }
  return end
}

const lost = -1
const lf = 0x0a
const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
