// Installs the packages when they are missing or older than the lock file, so that `npm test` and `npm run demo`
// work as the first command on a fresh clone. Plain JavaScript: it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'

const installed = 'node_modules/.package-lock.json'
const fresh =
  existsSync(installed) &&
  statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs - 60_000

if (!fresh) {
  console.error('Installing packages (npm ci) …')
  const npm = process.env.npm_execpath
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []]
  const { status } = spawnSync(
    command,
    [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: !npm && process.platform === 'win32',
    },
  )
  if (status !== 0) {
    console.error('npm ci did not succeed; nothing else was started.')
    process.exit(2)
  }
}
