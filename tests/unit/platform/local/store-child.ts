/** A process of its own that works on a lake: `node store-child.ts <what> <lake> <name>`. Prints what it did as JSON. */
import { setTimeout } from 'node:timers/promises'
import { FsObjectStore } from '../../../../platform/local/fs-object-store.ts'

const [, , what, lake, name] = process.argv as [string, string, string, string, string]
const store = new FsObjectStore(lake)

async function start(): Promise<void> {
  process.stdout.write('ready\n')
  while ((await store.head('go')) === undefined) await setTimeout(1)
}

async function create(): Promise<number[]> {
  const won: number[] = []
  for (let n = 0; n < 200; n++) {
    const result = await store.putIfAbsent(`race/${n}`, Buffer.from(name))
    if (result.kind === 'written') won.push(n)
  }
  return won
}

async function raise(): Promise<number> {
  let lost = 0
  for (let steps = 0; steps < 100; ) {
    const { body, etag } = (await store.get('counter'))!
    const next = String(Number(Buffer.from(body).toString()) + 1)
    const result = await store.putIfMatch('counter', Buffer.from(next), etag)
    if (result.kind === 'written') steps++
    else lost++
  }
  return lost
}

/** Creates, replaces and deletes one key in turn, and counts how often each succeeded. */
async function flicker(): Promise<{ created: number; replaced: number }> {
  let created = 0
  let replaced = 0
  for (let n = 0; n < 150; n++) {
    const put = await store.putIfAbsent('flicker', Buffer.from(`${name} ${n}`))
    if (put.kind === 'written') created++
    const now = await store.head('flicker')
    if (now && (await store.putIfMatch('flicker', Buffer.from('r'), now.etag)).kind === 'written')
      replaced++
    await store.delete('flicker')
  }
  return { created, replaced }
}

/** Writes for ever: a stream that never ends, or one object after another. */
async function writeUntilKilled(): Promise<void> {
  async function* endless(): AsyncIterable<Uint8Array> {
    for (;;) yield Buffer.alloc(65_536, name)
  }
  if (what === 'stream') await store.putIfAbsent('big', endless())
  for (let n = 0; ; n++) {
    const { etag } = (await store.head('pointer'))!
    await store.putIfMatch('pointer', Buffer.alloc(100_000, n % 251), etag)
    await store.putIfAbsent(`made/${name}-${n}`, Buffer.alloc(10_000, n % 251))
  }
}

const jobs: Readonly<Record<string, () => Promise<unknown>>> = {
  create,
  raise,
  flicker,
  stream: writeUntilKilled,
  rewrite: writeUntilKilled,
}

await start()
console.log(JSON.stringify(await jobs[what]!()))
