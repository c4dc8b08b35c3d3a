import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3'
import type { ObjectStore } from '../../../contracts/ports/object-store.ts'
import { S3ObjectStore } from '../../../platform/aws/s3-object-store.ts'
import type { Role } from '../../../stacks/access.ts'
import { names, statements } from '../../unit/stacks/place.ts'
import { makeBucket, ownerClient, processVariables } from '../lake/bucket.ts'
import { run } from '../tools/tool.ts'
import { versitygw } from '../tools/versitygw.ts'
import { required, s3 } from '../world.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** A lake whose every caller has the rights on objects and listings that its role has, and no others. */
export interface GuardedLake {
  /** With the rights of the lake's owner. */
  readonly store: ObjectStore
  /** Calls the handler of a function, in a process of its own, as the role of that function. What it answered. */
  call<Answer>(name: Role, event: unknown): Promise<Answer>
  /** The process of the task, as its role. */
  task(event: unknown): Promise<void>
  /** The command line, as somebody; what it printed as JSON. Throws what it said when it failed. */
  cli<Answer>(role: Role, ...args: readonly string[]): Promise<Answer>
}

export async function guardedLake(env: Readonly<Record<string, string>>): Promise<GuardedLake> {
  const mark = randomBytes(4).toString('hex')
  const bucket = await makeBucket()
  const secret = 'a-secret-of-this-test'
  const owner = ownerClient()
  const users = new Set<Role>()

  /** The server keeps a policy of 4 KB at most, so each role's takes the place of the last. */
  async function become(role: Role): Promise<Record<string, string>> {
    const user = `${role}-${mark}`
    if (!users.has(role)) await makeUser(user, secret)
    users.add(role)
    const policy = { Version: '2012-10-17', Statement: bucketStatements(role, user, bucket) }
    await owner.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(policy) }))
    return {
      ...processVariables(),
      ...{ MILLRACE_LAKE: `s3://${bucket}`, MILLRACE_STAGE: 'test' },
      ...env,
      ...{ AWS_ACCESS_KEY_ID: user, AWS_SECRET_ACCESS_KEY: secret },
    }
  }

  return {
    store: new S3ObjectStore({ bucket, prefix: '', client: owner }),
    async call(name, event) {
      const script = `const { handler } = await import('./functions/${name}.ts')
        const context = { functionName: '${name}', awsRequestId: '1', getRemainingTimeInMillis: () => 600000 }
        const answer = await handler(JSON.parse(process.env.CALLED_WITH), context)
        process.stdout.write('\\nANSWER' + JSON.stringify(answer ?? null))`
      const given = { ...(await become(name)), CALLED_WITH: JSON.stringify(event) }
      const said = await node(['--input-type=module', '-e', script], given, name)
      return JSON.parse(said.slice(said.indexOf('\nANSWER') + '\nANSWER'.length))
    },
    async task(event) {
      const given = { ...(await become('task')), MILLRACE_EVENT: JSON.stringify(event) }
      await node(['functions/task.ts'], given, 'task')
    },
    async cli(role, ...args) {
      const given = await become(role)
      return JSON.parse(await node(['cli/main.ts', ...args, '--json', '--quiet'], given, role))
    },
  }
}

/** What a role may do with the lake, without conditions, of which the server knows none. */
function bucketStatements(role: Role, user: string, bucket: string) {
  const ofLake = (arn: string) => arn === names.lakeArn || arn.startsWith(`${names.lakeArn}/`)
  return statements(role)
    .filter(({ Resource = [] }) => Resource.every(ofLake))
    .map(({ Effect, Action, Resource }) => ({
      ...{ Effect, Action, Principal: { AWS: [user] } },
      Resource: Resource!.map((arn) => arn.replace(names.lakeArn, `arn:aws:s3:::${bucket}`)),
    }))
}

async function makeUser(user: string, secret: string): Promise<void> {
  const { endpoint, accessKeyId, secretAccessKey } = required(s3)
  const { binary } = required(await versitygw())
  const admin = ['admin', '-a', accessKeyId, '-s', secretAccessKey, '-er', endpoint]
  await run(binary, [...admin, 'create-user', '-a', user, '-s', secret, '-r', 'user'])
}

/** A process with no variables of AWS or Millrace but the given ones. Throws all that it said when it fails. */
function node(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  who: string,
): Promise<string> {
  const bare = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|MILLRACE_|VITEST)/.test(name),
  )
  const child = spawn(process.execPath, [...args], {
    cwd: root,
    env: { ...Object.fromEntries(bare), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (piece: Buffer) => (said.stdout += piece))
  child.stderr.on('data', (piece: Buffer) => (said.stderr += piece))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(said.stdout)
      else reject(new Error(`${who}, ${args.at(-1)}: ${said.stdout}${said.stderr}`))
    })
  })
}
