// Fetches DuckDB's extension httpfs from PyPI: `node scripts/fetch-httpfs.ts linux-arm64 dist/extensions`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { join, resolve } from 'node:path'

/** The version of DuckDB in package.json; DuckDB loads no other. */
export const httpfsVersion = '1.5.5'

/** Platforms as Node names them: the wheel's tag and digest. */
const wheels = {
  'linux-x64': [
    'manylinux2014_x86_64',
    '84913dbe172ccb54368de2c4a020c38ca8b0e76f99df548f7fac37934cc7826f',
  ],
  'linux-arm64': [
    'manylinux2014_aarch64',
    '567d17e398fc29f7ea4bc42ea277ea19643bd1ad1815f676cb6dd994b50399bb',
  ],
  'darwin-x64': [
    'macosx_11_0_x86_64',
    '5dc6e48e7a6d4c775d88fcd9b6529b385559600c0cd17a2600addfdd34ae3060',
  ],
  'darwin-arm64': [
    'macosx_11_0_arm64',
    'a6d9b245ac83834543354e826020b35b8dba16291bb876b2b00bd49f2c6aeb9d',
  ],
  'win32-x64': ['win_amd64', '138fd4368906c04636642023c123bd564d1bd1b9b75cd762f9f9bfad6fccb1ba'],
} as const
export type HttpfsPlatform = keyof typeof wheels

export const thisPlatform = (): string => `${platform()}-${arch()}`

/**
 * Puts `httpfs.duckdb_extension` into the folder, unless it is there, and returns its path. pip holds the wheel against its
 * digest, and DuckDB checks the extension's signature whenever it loads it. Needs Python 3 with pip.
 */
export function fetchHttpfs(target: string, folder: string): string {
  if (!(target in wheels))
    throw new Error(`${target} is none of ${Object.keys(wheels).join(', ')}.`)
  const [tag, digest] = wheels[target as HttpfsPlatform]
  const path = resolve(folder, 'httpfs.duckdb_extension')
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  const aside = mkdtempSync(join(folder, '.httpfs-'))
  try {
    const requirement = join(aside, 'requirements.txt')
    writeFileSync(
      requirement,
      `duckdb-extension-httpfs==${httpfsVersion} --hash=sha256:${digest}\n`,
    )
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps']
    const chosen = ['--only-binary=:all:', '--platform', tag, '--require-hashes']
    python([...pip, ...chosen, '-r', requirement, '-d', aside])
    const wheel = `duckdb_extension_httpfs-${httpfsVersion}-py3-none-${tag}.whl`
    python(['-m', 'zipfile', '-e', join(aside, wheel), aside])
    const inside = `duckdb_extension_httpfs/extensions/v${httpfsVersion}/httpfs.duckdb_extension`
    renameSync(join(aside, inside), path)
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
  return path
}

function python(args: readonly string[]): void {
  const { status, error, stderr } = spawnSync('python3', args, { encoding: 'utf8' })
  if (error !== undefined) throw new Error(`python3 cannot be started: ${error.message}`)
  if (status !== 0) throw new Error(`python3 ${args.join(' ')} ended with ${status}.\n${stderr}`)
}

if (import.meta.main) {
  const [target = thisPlatform(), folder = 'extensions'] = process.argv.slice(2)
  console.log(fetchHttpfs(target, folder))
}
