/** Numbers n-grams, known by their two hashes, in the order they are first added. Open addressing, at most half full. */
export class HashIndex {
  size = 0
  /** Hashes of the n-gram of each number. */
  a = new Int32Array(1024)
  b = new Int32Array(1024)
  /** Number + 1 in each place; 0 where it is free. */
  #places = new Int32Array(2048)

  /** The number of an n-gram, or -1. */
  find(a: number, b: number): number {
    const places = this.#places
    const mask = places.length - 1
    for (let place = placeOf(a, b) & mask; ; place = (place + 1) & mask) {
      const number = places[place] - 1
      if (number < 0 || (this.a[number] === a && this.b[number] === b)) return number
    }
  }

  /** The number of an n-gram, which is `size` as it was before when the n-gram is new. */
  add(a: number, b: number): number {
    const found = this.find(a, b)
    if (found >= 0) return found
    if (this.size === this.a.length) this.#grow()
    this.a[this.size] = a
    this.b[this.size] = b
    this.#put(this.size)
    return this.size++
  }

  #put(number: number): void {
    const places = this.#places
    const mask = places.length - 1
    let place = placeOf(this.a[number], this.b[number]) & mask
    while (places[place] !== 0) place = (place + 1) & mask
    places[place] = number + 1
  }

  #grow(): void {
    this.a = grown(this.a)
    this.b = grown(this.b)
    this.#places = new Int32Array(this.a.length * 2)
    for (let number = 0; number < this.size; number++) this.#put(number)
  }
}

const placeOf = (a: number, b: number): number => a ^ (b >>> 7)

/** The same numbers in an array twice as long. */
export function grown<T extends Int32Array | Float32Array | Uint8Array | Uint32Array>(array: T): T {
  const longer = new (array.constructor as new (length: number) => T)(array.length * 2)
  longer.set(array)
  return longer
}
