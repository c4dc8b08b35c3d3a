/** Installs the stand-ins for AWS, says which are not to be had, and runs the tests against them. */
import { spawnSync } from 'node:child_process'
import { actionlint } from './tools/actionlint.ts'
import { httpfs } from './tools/httpfs.ts'
import { moto } from './tools/moto.ts'
import { sst } from './tools/sst.ts'
import { trino } from './tools/trino.ts'
import { versitygw } from './tools/versitygw.ts'

const tools = { versitygw, httpfs, moto, trino, sst, actionlint }
const found = await Promise.all(
  Object.entries(tools).map(async ([name, install]) => {
    const begun = performance.now()
    const tool = await install()
    const seconds = ((performance.now() - begun) / 1000).toFixed(0)
    console.log(
      `${name.padEnd(10)} ${tool.kind === 'ready' ? `ready (${seconds} s)` : `skipped: ${tool.reason}`}`,
    )
    return { name, tool }
  }),
)
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'vitest.aws.config.ts',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
)
for (const { name, tool } of found) {
  if (tool.kind === 'missing') console.log(`Not tested against ${name}: ${tool.reason}`)
}
process.exit(status ?? 1)
