import { rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import type { Resource } from '../../unit/stacks/rules.ts'

// node tests/aws/stacks/mocks.ts <stage> <file to write> [<settings that differ, as JSON>]
/** What a stage would be made with: its settings where they differ, or none. */
const [stage, out, changed = '{}'] = process.argv.slice(2) as [string, string, string?]
const root = resolve('.')
const work = join(root, '.sst')
const platform = join(work, 'platform')
const require = createRequire(join(platform, 'package.json'))
const esbuild = require('esbuild') as typeof import('esbuild')
const pulumi = require('@pulumi/pulumi')
const config = join(platform, `stage-${stage}-${process.pid}.mjs`)
const region = 'eu-west-1'
const account = '123456789012'
const keyId = '11111111-2222-3333-4444-555555555555'

await bundle()
const resources: Resource[] = []
const options = new Map<string, { protect?: boolean; retainOnDelete?: boolean }>()
process.env['SST_AWS_NO_BOOTSTRAP'] = '1'
await pulumi.runtime.setMocks(
  { newResource, call: answer },
  'millrace',
  stage,
  false,
  'organization',
)
const { default: run } = await import(config)
const outputs = await pulumi.runtime.runInPulumiStack(() => run(keepOptions))
await new Promise((done) => pulumi.output(outputs).apply(done))
await settled()
rmSync(config)
resources.sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1))
const listed = resources
  .filter(({ type }) => type !== 'pulumi:pulumi:Stack')
  .map((resource) => {
    const { protect = false, retainOnDelete = false } =
      options.get(`${resource.type} ${resource.name}`) ?? {}
    return { ...resource, protect, retainOnDelete }
  })
writeFileSync(out, JSON.stringify(listed))
process.exit(0)

/** As the SST command bundles `sst.config.ts`: SST and the providers are there without being imported. */
async function bundle(): Promise<void> {
  const globals = `import * as aws from '@pulumi/aws';\nimport * as sst from '${platform}/src/components';\n`
  await esbuild.build({
    stdin: {
      contents: `import { run } from '${platform}/src/auto/run.ts'
        import { deploy } from '${root}/stacks/aws/deploy.ts'
        import { settingsOf } from '${root}/stacks/settings.ts'
        import { runtime } from '@pulumi/pulumi'
        export default (seen) => run(() => {
          runtime.registerStackTransformation(seen)
          return deploy({ stage: '${stage}', image: 'c0ffee', settings: { ...settingsOf('${stage}'), ...${changed} } })
        })`,
      resolveDir: root,
      sourcefile: 'stage.ts',
      loader: 'ts',
    },
    outfile: config,
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    banner: {
      js: `import { createRequire as requireFrom } from 'node:module'
        const require = requireFrom(import.meta.url)
        const __dirname = import.meta.dirname, __filename = import.meta.filename`,
    },
    nodePaths: [join(platform, 'node_modules')],
    define: {
      $app: JSON.stringify({
        name: 'millrace',
        stage,
        protect: false,
        removal: 'remove',
        providers: { aws: { region } },
      }),
      $cli: JSON.stringify({ command: 'deploy', paths: { home: work, root, work, platform } }),
      $dev: 'false',
    },
    inject: [join(platform, 'src/shim/run.js')],
    external: [
      '@pulumi/*',
      '@pulumiverse/*',
      '@sst-provider/*',
      '@aws-sdk/*',
      'undici',
      'esbuild',
      'archiver',
      'glob',
      'vite',
    ],
    plugins: [
      {
        name: 'globals',
        setup: (build) => {
          build.onLoad({ filter: /\.[jt]sx?$/ }, async ({ path }) => {
            if (!path.startsWith(`${root}/stacks/aws/`)) return undefined
            return { contents: globals + (await readFile(path, 'utf8')), loader: 'ts' }
          })
        },
      },
    ],
  })
}

/** Mocks are not told what Pulumi itself does about a resource. */
function keepOptions(asked: {
  type: string
  name: string
  opts: { protect?: boolean; retainOnDelete?: boolean }
}): undefined {
  options.set(`${asked.type} ${asked.name}`, asked.opts)
}

function newResource({ type, name, inputs }: Pick<Resource, 'type' | 'name' | 'inputs'>) {
  resources.push({ type, name, inputs, protect: false, retainOnDelete: false })
  return { id: idOf(type, name, inputs), state: { ...inputs, ...madeUp(type, name, inputs) } }
}

function idOf(type: string, name: string, inputs: Resource['inputs']): string {
  return type === 'aws:kms/key:Key'
    ? keyId
    : String(inputs['name'] ?? inputs['bucket'] ?? `${name}-id`)
}

/** What AWS would answer with beside what it was given. */
function madeUp(type: string, name: string, inputs: Resource['inputs']) {
  const own = String(inputs['name'] ?? inputs['family'] ?? inputs['bucket'] ?? name)
  const arn = (service: string, rest: string, where = `${region}:${account}`) =>
    `arn:aws:${service}:${where}:${rest}`
  switch (type) {
    case 'aws:kms/key:Key':
      return { arn: arn('kms', `key/${keyId}`), keyId }
    case 'aws:s3/bucket:Bucket':
      return { arn: `arn:aws:s3:::${own}` }
    case 'aws:iam/role:Role':
      return { arn: arn('iam', `role/${own}`, `:${account}`) }
    case 'aws:iam/policy:Policy':
      return { arn: arn('iam', `policy/${own}`, `:${account}`) }
    case 'aws:sqs/queue:Queue':
      return { arn: arn('sqs', own), url: `https://sqs.${region}.amazonaws.com/${account}/${own}` }
    case 'aws:sns/topic:Topic':
      return { arn: arn('sns', own) }
    case 'aws:lambda/function:Function':
      return { arn: arn('lambda', `function:${own}`) }
    case 'aws:cloudwatch/logGroup:LogGroup':
      return { arn: arn('logs', `log-group:${own}`) }
    case 'aws:ecs/cluster:Cluster':
      return { arn: arn('ecs', `cluster/${own}`) }
    case 'aws:ecs/taskDefinition:TaskDefinition':
      return {
        arn: arn('ecs', `task-definition/${own}:1`),
        arnWithoutRevision: arn('ecs', `task-definition/${own}`),
      }
    case 'aws:ecr/repository:Repository':
      return { repositoryUrl: `${account}.dkr.ecr.${region}.amazonaws.com/${own}` }
    case 'aws:sfn/stateMachine:StateMachine':
      return { arn: arn('states', `stateMachine:${own}`) }
    default:
      return { arn: arn('mock', own) }
  }
}

function answer({ token, inputs }: { token: string; inputs: Record<string, unknown> }) {
  switch (token) {
    case 'aws:index/getCallerIdentity:getCallerIdentity':
      return { accountId: account, arn: `arn:aws:iam::${account}:root`, userId: 'nobody' }
    case 'aws:index/getPartition:getPartition':
      return { partition: 'aws', dnsSuffix: 'amazonaws.com' }
    case 'aws:index/getAvailabilityZones:getAvailabilityZones':
      return { names: ['a', 'b', 'c'].map((zone) => `${region}${zone}`) }
    default:
      return inputs
  }
}

/** Resources are made as what they wait for is known; done when none came for a while. */
async function settled(): Promise<void> {
  for (let before = -1; before !== resources.length; ) {
    before = resources.length
    await new Promise((done) => setTimeout(done, 400))
  }
}
