/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  async app(input) {
    const { settingsOf } = await import('./stacks/settings.ts')
    const settings = settingsOf(input.stage)
    return {
      name: 'millrace',
      home: 'aws',
      removal: settings.retain ? 'retain' : 'remove',
      protect: settings.protect,
      providers: { aws: { version: '7.20.0', region: settings.region as aws.Region } },
    }
  },
  async run() {
    const { deploy } = await import('./stacks/aws/deploy.ts')
    return deploy({ stage: $app.stage, image: process.env['MILLRACE_IMAGE'] ?? 'none' })
  },
})
