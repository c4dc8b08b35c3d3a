import { randomBytes } from 'node:crypto'
import { GlueClient } from '@aws-sdk/client-glue'
import { GlueCatalog } from '../../../platform/aws/glue-catalog.ts'
import { moto, required } from '../world.ts'

/** A client of this run's Glue: of the account that all tests share, or of one of its own. */
export function glueClient(account?: string): GlueClient {
  const client = new GlueClient({
    endpoint: required(moto).endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  if (account !== undefined)
    client.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> }
        headers['x-moto-account-id'] = account
        return next(args)
      },
      { step: 'build' },
    )
  return client
}

/** An account nobody else uses. */
export const randomAccount = (): string =>
  String(100_000_000_000 + Number.parseInt(randomBytes(4).toString('hex'), 16))

export const randomName = (start: string): string => `${start}_${randomBytes(4).toString('hex')}`

export interface CountedGlue {
  readonly client: Pick<GlueClient, 'send'>
  /** Calls by name of the command, without "Command". */
  readonly calls: Map<string, number>
}

type Command = { readonly constructor: { readonly name: string }; readonly input: object }
type Send = (command: Command) => Promise<unknown>

/** The same client, with its calls counted and, when given, `meddle` between. */
export function countedGlue(
  client: GlueClient,
  meddle: (name: string, send: () => Promise<unknown>, input: object) => Promise<unknown> = (
    _,
    send,
  ) => send(),
): CountedGlue {
  const calls = new Map<string, number>()
  const forward = client.send.bind(client) as unknown as Send
  const send: Send = (command) => {
    const name = command.constructor.name.replace(/Command$/, '')
    calls.set(name, (calls.get(name) ?? 0) + 1)
    return meddle(name, () => forward(command), command.input)
  }
  return { client: { send } as unknown as Pick<GlueClient, 'send'>, calls }
}

export const writesOf = ({ calls }: CountedGlue): number =>
  [...calls].reduce((sum, [name, count]) => sum + (name.startsWith('Get') ? 0 : count), 0)

export const failureNamed = (name: string, message = name): Error =>
  Object.assign(new Error(message), { name })

export const impatient = { firstWait: 1 } as const
export const lakeRoot = 's3://lake/prefix'
export const catalogOf = (client: Pick<GlueClient, 'send'>): GlueCatalog =>
  new GlueCatalog({ client, root: lakeRoot, patience: impatient })
