import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Compiled code is kept between commands, which halves their start. Where the folder cannot be written, nothing is kept.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/millrace', import.meta.url)))

const { perform } = await import('./perform.ts')
const { performInWorker } = await import('./perform-in-worker.ts')
const { runCli } = await import('./run-cli.ts')

// Whoever reads the output may have seen enough (`millrace sql … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const args = process.argv.slice(2)
process.exitCode = await runCli(args, process, (given) =>
  given.entry.busy ? performInWorker(args, process) : perform(given, process),
)
