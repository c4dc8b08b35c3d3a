import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { folderOf, isOnPath, missing, run, type Tool } from './tool.ts'

const version = '476'
/** Trino 476 starts on no older Java. */
const leastJava = 24

/** Trino, the engine behind Athena, with its Hive connector (450 MB, once). */
export async function trino(): Promise<Tool<{ readonly home: string; readonly javaHome: string }>> {
  const javaHome = findJava()
  if (javaHome === undefined)
    return missing(`no JDK ${leastJava} or newer was found, so Trino cannot run`)
  const folder = folderOf('trino', version)
  const home = join(folder, 'server')
  const finished = join(folder, 'installed')
  if (existsSync(finished)) return { kind: 'ready', home, javaHome }
  if (!isOnPath('mvn', '--version'))
    return missing('Maven is not installed, so Trino cannot be fetched')
  try {
    await install(folder, home)
    await writeFile(finished, version)
  } catch (error) {
    return missing(`Trino could not be installed: ${(error as Error).message}`)
  }
  return { kind: 'ready', home, javaHome }
}

async function install(folder: string, home: string): Promise<void> {
  const archives = join(folder, 'archives')
  await rm(home, { recursive: true, force: true })
  const fetched = [
    `io.trino:trino-server-core:${version}:tar.gz`,
    `io.trino:trino-hive:${version}:zip`,
  ]
  for (const artifact of fetched) {
    await run('mvn', [
      '-q',
      '-B',
      'dependency:copy',
      `-Dartifact=${artifact}`,
      `-DoutputDirectory=${archives}`,
    ])
  }
  const unpacked = join(folder, 'unpacked')
  await rm(unpacked, { recursive: true, force: true })
  await mkdir(unpacked, { recursive: true })
  await run('tar', [
    'xzf',
    join(archives, `trino-server-core-${version}.tar.gz`),
    '-C',
    unpacked,
    '--strip-components=1',
  ])
  // Python reads zip archives everywhere that moto runs; unzip is not on every machine.
  await run('python3', [
    '-m',
    'zipfile',
    '-e',
    join(archives, `trino-hive-${version}.zip`),
    join(unpacked, 'plugin'),
  ])
  await rename(join(unpacked, 'plugin', `trino-hive-${version}`), join(unpacked, 'plugin', 'hive'))
  await rename(unpacked, home)
  await rm(archives, { recursive: true, force: true })
}

function findJava(): string | undefined {
  const installed = '/usr/lib/jvm'
  const beside = existsSync(installed)
    ? readdirSync(installed).map((name) => join(installed, name))
    : []
  return [process.env['MILLRACE_TRINO_JAVA_HOME'], process.env['JAVA_HOME'], ...beside]
    .filter((home) => home !== undefined)
    .find((home) => javaVersion(home) >= leastJava)
}

function javaVersion(home: string): number {
  const { stdout, error } = spawnSync(join(home, 'bin', 'java'), ['--version'], {
    encoding: 'utf8',
  })
  return error === undefined ? Number(/^\S+ (\d+)/.exec(stdout)?.[1] ?? 0) : 0
}
