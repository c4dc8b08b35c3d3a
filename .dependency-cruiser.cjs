/** Who may import whom: docs/architecture.md explains it, this file holds it. */
const rooms = ['engine', 'features', 'learning', 'registry', 'monitoring']
const outside =
  '^(node:)?(fs|net|http|https|http2|child_process|worker_threads|os|dgram|tls|dns|cluster)(/|$)'
const vendors = 'node_modules/(@duckdb|onnxruntime-node|@aws-sdk)'

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contracts-import-zod-only',
      severity: 'error',
      from: { path: '^contracts/' },
      to: { pathNot: ['^contracts/', 'node_modules/zod/', '^(node:)?crypto$'] },
    },
    ...rooms.map((room) => ({
      name: `${room}-knows-contracts-only`,
      severity: 'error',
      from: { path: `^${room}/` },
      to: {
        path: '^(engine|features|learning|registry|monitoring|pipeline|platform|functions|stacks|cli|console)/',
        pathNot: `^${room}/`,
      },
    })),
    {
      name: 'pipeline-knows-no-platform',
      severity: 'error',
      from: { path: '^pipeline/' },
      to: { path: '^(platform|functions|stacks|cli|console)/' },
    },
    {
      name: 'platform-knows-contracts-only',
      severity: 'error',
      from: { path: '^platform/', pathNot: '^platform/compose' },
      to: {
        path: '^(engine|features|learning|registry|monitoring|pipeline|functions|stacks|cli|console)/',
      },
    },
    {
      name: 'doors-choose-no-adapters',
      comment: 'platform/compose.ts alone creates adapters',
      severity: 'error',
      from: { path: '^(cli|functions|console)/' },
      to: { path: '^platform/', pathNot: '^platform/compose' },
    },
    {
      name: 'doors-go-through-the-pipeline',
      severity: 'error',
      from: { path: '^(cli|functions|console)/' },
      to: { path: '^(engine|features|learning|registry|monitoring)/' },
    },
    {
      name: 'stacks-know-contracts-and-the-list-of-steps',
      comment:
        'what is deployed is described from contracts/ and pipeline/steps.ts; it runs none of it',
      severity: 'error',
      from: { path: '^stacks/' },
      to: {
        path: '^(engine|features|learning|registry|monitoring|platform|functions|cli|console|pipeline)/',
        pathNot: '^pipeline/index',
      },
    },
    {
      name: 'nothing-that-runs-knows-stacks',
      severity: 'error',
      from: { path: '^(contracts|pipeline|platform|functions|cli|console)/' },
      to: { path: '^stacks/' },
    },
    {
      name: 'the-outside-world-stays-outside',
      severity: 'error',
      from: { path: `^(${[...rooms, 'pipeline'].join('|')})/` },
      to: { path: [outside, vendors] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'] },
  },
}
