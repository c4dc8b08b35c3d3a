import { describe, expect, test } from 'vitest'
import { moto, required, s3, trino } from './world.ts'

describe('the stand-ins for AWS', () => {
  test.skipIf(s3.kind === 'missing')('an S3 server answers', async () => {
    expect((await fetch(required(s3).endpoint)).status).toBe(403)
  })
  test.skipIf(moto.kind === 'missing')('moto answers', async () => {
    expect((await fetch(`${required(moto).endpoint}/moto-api/`)).status).toBe(200)
  })
  test.skipIf(moto.kind === 'missing' || s3.kind === 'missing')('Trino answers', async () => {
    const { endpoint } = required(await trino())
    const info = (await (await fetch(`${endpoint}/v1/info`)).json()) as { starting: boolean }
    expect(info.starting).toBe(false)
  })
})
