/**
 * Records on their way to the scratch file that SQL reads. Each is written as `line <delimiter> offset <delimiter> record \n`,
 * where `offset` is the byte of the scratch file at which the record's own text begins.
 */
export class FramedBlocks {
  readonly #delimiter: number
  #block: Buffer = Buffer.allocUnsafe(blockBytes)
  #used = 0
  #flushed = 0
  /** Length of the longest line written so far, in bytes. */
  longest = 0
  records = 0
  /** Sum of the lines given. */
  lineSum = 0
  #ready: Uint8Array[] = []

  constructor(delimiter: number) {
    this.#delimiter = delimiter
  }

  /** Copies `source[from … to)` as a record that starts on `line` of the file it came from. */
  add(line: number, source: Buffer, from: number, to: number): void {
    const length = to - from
    this.#reserve(length + prefixBytes)
    const begin = this.#used
    this.#number(line)
    this.#block[this.#used++] = this.#delimiter
    const before = this.#flushed + this.#used
    this.#number(offsetAfter(before))
    this.#block[this.#used++] = this.#delimiter
    if (length < 64) {
      for (let i = from; i < to; i++) this.#block[this.#used++] = source[i]
    } else {
      source.copy(this.#block, this.#used, from, to)
      this.#used += length
    }
    this.#block[this.#used++] = newline
    this.records++
    this.lineSum += line
    if (this.#used - begin > this.longest) this.longest = this.#used - begin
  }

  /** Blocks that are full. */
  *full(): Iterable<Uint8Array> {
    yield* this.#ready
    this.#ready = []
  }

  /** What is left. */
  *rest(): Iterable<Uint8Array> {
    yield* this.full()
    if (this.#used > 0) yield this.#block.subarray(0, this.#used)
    this.#used = 0
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#block.length) return
    if (this.#used > 0) this.#ready.push(this.#block.subarray(0, this.#used))
    this.#flushed += this.#used
    this.#block = Buffer.allocUnsafe(Math.max(blockBytes, bytes))
    this.#used = 0
  }

  #number(value: number): void {
    let rest = value
    let at = this.#used + digitsOf(value)
    this.#used = at
    do {
      const next = Math.floor(rest / 10)
      this.#block[--at] = zero + (rest - next * 10)
      rest = next
    } while (rest > 0)
  }
}

const blockBytes = 1024 * 1024
/** Room for two numbers, two delimiters and a line feed. */
const prefixBytes = 40
const newline = 0x0a
const zero = 0x30

function digitsOf(value: number): number {
  let digits = 1
  for (let limit = 10; value >= limit; limit *= 10) digits++
  return digits
}

/** The offset is written before the record, so it counts its own digits and the delimiter after them. */
function offsetAfter(before: number): number {
  let offset = before + digitsOf(before) + 1
  if (before + digitsOf(offset) + 1 !== offset) offset = before + digitsOf(offset) + 1
  return offset
}
