import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const cli = fileURLToPath(new URL('../../../cli', import.meta.url))

/** What a file loads before it does anything: its imports, without those of types and those that wait for a command. */
function loaded(
  file: string,
  seen = new Set<string>(),
  packages = new Set<string>(),
): ReadonlySet<string> {
  if (seen.has(file)) return packages
  seen.add(file)
  const source = readFileSync(file, 'utf8')
  for (const [, name] of source.matchAll(/^(?:import|export)\s(?!type\b)[^'"]*?from '([^']+)'/gm)) {
    if (name.startsWith('.')) loaded(resolve(dirname(file), name), seen, packages)
    else if (!name.startsWith('node:')) packages.add(name)
  }
  return packages
}

it('loads nothing but the parser of command lines for --help, which is why it is quick', () => {
  expect([...loaded(resolve(cli, 'run-cli.ts'))]).toEqual(['commander'])
  expect([...loaded(resolve(cli, 'perform-in-worker.ts'))]).toEqual([])
})

it('does so for the help of each command, too', () => {
  for (const name of ['run', 'ingest', 'sql', 'trace', 'models-show']) {
    expect([...loaded(resolve(cli, `commands/${name}.ts`))], name).toEqual([])
  }
})
