// Makes the folders that are deployed as functions: `node scripts/bundle.ts [--arch arm64|x64] [--out dist/functions]`.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { type FunctionName, functionNames } from '../contracts/deployment.ts'
import { fetchHttpfs } from './fetch-httpfs.ts'

export type Arch = 'arm64' | 'x64'

/** Functions that work without DuckDB and ONNX Runtime; they start faster for it. */
const light: readonly FunctionName[] = ['arrival', 'run', 'approve', 'notify']

/** Functions that are deployed from one folder. */
export const bundleGroups = {
  light,
  full: functionNames.filter((name) => !light.includes(name)),
} as const
export type BundleGroup = keyof typeof bundleGroups

/** What Lambda takes unpacked. */
const mostBytes = 250 * 1024 * 1024
const root = fileURLToPath(new URL('..', import.meta.url))

export interface Bundle {
  readonly group: BundleGroup
  readonly arch: Arch
  readonly folder: string
  readonly bytes: number
  readonly files: number
  /** SHA-256 over the names and contents of all files. */
  readonly digest: string
  /** Bytes of what it is made of. */
  readonly parts: Readonly<Record<string, number>>
}

/** Makes the bundle of a group in `<out>/<arch>/<group>`, which is replaced. Equal sources and locked packages give equal bytes. */
export async function makeBundle(group: BundleGroup, arch: Arch, out: string): Promise<Bundle> {
  const folder = resolve(out, arch, group)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await bundleCode(group, folder)
  copyProjects(folder)
  if (group === 'full') copyNative(arch, folder)
  const files = filesBelow(folder)
  checkPlatform(files, arch)
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
  if (bytes > mostBytes) {
    throw new Error(`${folder} has ${bytes} bytes; Lambda takes ${mostBytes} at most.`)
  }
  // Archives keep the times of files: equal ones make equal archives.
  for (const file of files) utimesSync(file, 0, 0)
  const parts = partsOf(folder, files)
  return { group, arch, folder, bytes, files: files.length, digest: digestOf(folder, files), parts }
}

async function bundleCode(group: BundleGroup, folder: string): Promise<void> {
  const names = group === 'full' ? [...bundleGroups.full, 'task'] : bundleGroups[group]
  await build({
    absWorkingDir: root,
    entryPoints: names
      .map((name) => `functions/${name}.ts`)
      .filter((file) => existsSync(join(root, file))),
    outdir: folder,
    outbase: root,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'functions/shared-[hash]',
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node24' },
    ...{ minifySyntax: true, minifyWhitespace: true, legalComments: 'none', charset: 'utf8' },
    external: ['@duckdb/node-api', 'onnxruntime-node', '@aws-sdk/client-dynamodb'],
    // Packages that are still CommonJS ask for Node's own modules in the old way.
    banner: {
      js: "import{createRequire as millraceRequire}from'node:module';const require=millraceRequire(import.meta.url);",
    },
    logLevel: 'warning',
  })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n')
}

const copyProjects = (folder: string): void =>
  cpSync(join(root, 'models_sql'), join(folder, 'models_sql'), { recursive: true })

/** DuckDB, its extension and ONNX Runtime, of one platform only. */
function copyNative(arch: Arch, folder: string): void {
  copyPackage('@duckdb/node-api', folder, ['package.json', 'lib'])
  copyPackage('@duckdb/node-bindings', folder, ['package.json', 'duckdb.js'])
  cpSync(bindingsOf(arch), join(folder, `node_modules/@duckdb/node-bindings-linux-${arch}`), {
    recursive: true,
    filter: (path) => !/\.md$/.test(path),
  })
  copyPackage('onnxruntime-common', folder, ['package.json', 'dist/cjs'])
  copyPackage('onnxruntime-node', folder, [
    'package.json',
    'dist',
    `bin/napi-v6/linux/${arch}/onnxruntime_binding.node`,
    `bin/napi-v6/linux/${arch}/libonnxruntime.so.1`,
  ])
  const extensions = join(root, 'dist/native', `extensions-linux-${arch}`)
  cpSync(
    fetchHttpfs(`linux-${arch}`, extensions),
    join(folder, 'extensions/httpfs.duckdb_extension'),
  )
}

function copyPackage(name: string, folder: string, parts: readonly string[]): void {
  for (const part of parts) {
    cpSync(join(root, 'node_modules', name, part), join(folder, 'node_modules', name, part), {
      recursive: true,
      filter: (path) => !/\.(d\.ts|map|md)$/.test(path),
    })
  }
}

/** DuckDB's bindings for a platform that may be another one than this machine's, in the version that is locked. */
function bindingsOf(arch: Arch): string {
  const name = `@duckdb/node-bindings-linux-${arch}`
  const installed = join(root, 'node_modules', name)
  if (existsSync(join(installed, 'duckdb.node'))) return installed
  const folder = join(root, 'dist/native', `bindings-linux-${arch}`)
  const fetched = join(folder, 'node_modules', name)
  if (existsSync(join(fetched, 'duckdb.node'))) return fetched
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const { version, integrity } = lock.packages[`node_modules/${name}`]
  mkdirSync(folder, { recursive: true })
  const manifest = { private: true, dependencies: { [name]: version } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  const { status, stderr } = spawnSync(
    'npm',
    // Forced, as npm keeps what is for another platform out.
    ['install', '--ignore-scripts', '--no-audit', '--force'],
    { cwd: folder, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`${name}@${version} could not be fetched.\n${stderr}`)
  const got = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
  if (got.packages[`node_modules/${name}`].integrity !== integrity)
    throw new Error(`${name}@${version} is not the package that package-lock.json names.`)
  return fetched
}

/** Machine codes of ELF headers. */
const machines: Readonly<Record<Arch, number>> = { x64: 62, arm64: 183 }

/** Every native file must be one of the platform. */
function checkPlatform(files: readonly string[], arch: Arch): void {
  for (const file of files.filter((path) => /\.(node|so(\.\d+)*)$/.test(path))) {
    const header = readFileSync(file).subarray(0, 20)
    const isElf = header.subarray(0, 4).toString('latin1') === '\x7fELF'
    if (!isElf || header.readUInt16LE(18) !== machines[arch])
      throw new Error(`${file} is not a file for linux-${arch}.`)
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function digestOf(folder: string, files: readonly string[]): string {
  const digest = createHash('sha256')
  for (const file of files) {
    const name = relative(folder, file).split(sep).join('/')
    const content = createHash('sha256').update(readFileSync(file)).digest('hex')
    digest.update(`${name} ${content}\n`)
  }
  return digest.digest('hex')
}

/** Bytes by what they are: code, each native package, extensions, projects. */
function partsOf(folder: string, files: readonly string[]): Record<string, number> {
  const parts: Record<string, number> = {}
  for (const file of files) {
    const place = relative(folder, dirname(file)).split(sep)
    const part =
      place[0] === 'node_modules'
        ? place.slice(1, place[1].startsWith('@') ? 3 : 2).join('/')
        : place[0]
    parts[part || 'functions'] = (parts[part || 'functions'] ?? 0) + statSync(file).size
  }
  return parts
}

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      arch: { type: 'string', default: 'arm64' },
      out: { type: 'string', default: join(root, 'dist/functions') },
    },
  })
  const arch = values.arch
  if (arch !== 'arm64' && arch !== 'x64') throw new Error('--arch takes arm64 or x64.')
  for (const group of Object.keys(bundleGroups) as BundleGroup[]) {
    const bundle = await makeBundle(group, arch, values.out)
    console.log(`${group} (${bundleGroups[group].join(', ')})`)
    for (const [part, bytes] of Object.entries(bundle.parts).sort((a, b) => b[1] - a[1]))
      console.log(`  ${megabytes(bytes).padStart(7)} MB  ${part}`)
    console.log(`  ${megabytes(bundle.bytes).padStart(7)} MB  in ${bundle.files} files`)
    console.log(`  ${relative(process.cwd(), bundle.folder)}  sha256 ${bundle.digest}\n`)
  }
}

if (import.meta.main) await main()
