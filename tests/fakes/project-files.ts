import type { Files } from '../../contracts/ports/files.ts'

const absent = (): never => {
  throw new Error('Only the texts of a project are here.')
}

/** The files of one project, by path below its folder `p`, kept in memory. */
export const projectFiles = (texts: Readonly<Record<string, string>>): Files => ({
  tree: async () => Object.keys(texts).toSorted(),
  text: async (path) => texts[path.replace(/^p\//, '')],
  find: absent,
  read: absent,
  decompress: absent,
  scratch: absent,
})
