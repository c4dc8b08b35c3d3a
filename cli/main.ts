import { perform } from './perform.ts'
import { performInWorker } from './perform-in-worker.ts'
import { runCli } from './run-cli.ts'

// Whoever reads the output may have seen enough (`millrace sql … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const args = process.argv.slice(2)
process.exitCode = await runCli(args, process, (given) =>
  given.entry.busy ? performInWorker(args, process) : perform(given, process),
)
