/** A file that a person hands over, outside the lake. */
export interface OutsideFile {
  /** Absolute path. */
  readonly path: string
  /** Last segment of the path. */
  readonly name: string
  readonly bytes: number
}

/** Files outside the lake, and scratch space on a local disk. */
export interface Files {
  /** The regular files that a path names: itself, or those of a folder (not hidden, by name). Throws SOURCE_FILE_MISSING, SOURCE_FILE_UNREADABLE. */
  find(path: string): Promise<readonly OutsideFile[]>
  read(path: string): AsyncIterable<Uint8Array>
  /** The text of a file, or undefined when there is none. */
  text(path: string): Promise<string | undefined>
  /** Paths below a folder, relative to it, parted by "/", sorted; hidden ones left out. Empty when there is no folder. */
  tree(folder: string): Promise<readonly string[]>
  /** Decompresses gzip or Zstandard, known by the first bytes; passes anything else through. Throws SOURCE_FILE_UNREADABLE on damage. */
  decompress(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>
  /** A new scratch folder; `remove` deletes it and what is in it. */
  scratch(): Promise<Scratch>
}

export interface Scratch {
  readonly folder: string
  /** Writes a file in the folder and returns its absolute path. */
  write(name: string, body: AsyncIterable<Uint8Array> | Uint8Array): Promise<string>
  remove(): Promise<void>
}
