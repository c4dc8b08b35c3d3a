import type { CliCommand } from './command.ts'

export interface Leaf {
  readonly name: string
  readonly summary: string
  /** It may compute for long, and does so in a thread of its own. @default false */
  readonly busy?: boolean
  readonly load: () => Promise<{ readonly command: CliCommand }>
}
interface Group {
  readonly name: string
  readonly summary: string
  readonly commands: readonly Leaf[]
}
export type CommandEntry = Leaf | Group

/** Every command under the heading it is listed by. Only the file of the command that was given is loaded. */
export const commands: readonly {
  readonly heading: string
  readonly entries: readonly CommandEntry[]
}[] = [
  {
    heading: 'Data in:',
    entries: [
      {
        name: 'ingest',
        summary: 'take files in as a source',
        busy: true,
        load: () => import('./commands/ingest.ts'),
      },
    ],
  },
  {
    heading: 'SQL models:',
    entries: [
      {
        name: 'check',
        summary: 'find errors in a project, without reading data',
        load: () => import('./commands/check.ts'),
      },
      {
        name: 'compile',
        summary: 'print the SQL that would run',
        load: () => import('./commands/compile.ts'),
      },
      { name: 'ls', summary: 'list sources and models', load: () => import('./commands/ls.ts') },
      {
        name: 'build',
        summary: 'build, test and publish the SQL models',
        busy: true,
        load: () => import('./commands/build.ts'),
      },
      {
        name: 'test',
        summary: 'run the data tests again',
        busy: true,
        load: () => import('./commands/test.ts'),
      },
      { name: 'show', summary: 'print rows of a model', load: () => import('./commands/show.ts') },
    ],
  },
  {
    heading: 'Pipeline:',
    entries: [
      {
        name: 'run',
        summary: 'every step, from landed files to watched predictions',
        busy: true,
        load: () => import('./commands/run.ts'),
      },
      {
        name: 'train',
        summary: 'build, embed, train and register',
        busy: true,
        load: () => import('./commands/train.ts'),
      },
      {
        name: 'score',
        summary: 'build, embed and score with the champion',
        busy: true,
        load: () => import('./commands/score.ts'),
      },
      {
        name: 'monitor',
        summary: 'what the watch says of the last scoring',
        busy: true,
        load: () => import('./commands/monitor.ts'),
      },
      {
        name: 'retrain',
        summary: "fit the champion's settings on all data now there",
        busy: true,
        load: () => import('./commands/retrain.ts'),
      },
      {
        name: 'runs',
        summary: 'list runs, newest first',
        load: () => import('./commands/runs.ts'),
      },
    ],
  },
  {
    heading: 'Results:',
    entries: [
      {
        name: 'models',
        summary: 'list, show, approve and roll back model versions',
        commands: [
          {
            name: 'list',
            summary: 'list model versions, newest first',
            load: () => import('./commands/models-list.ts'),
          },
          {
            name: 'show',
            summary: 'print a model version in full',
            load: () => import('./commands/models-show.ts'),
          },
          {
            name: 'approve',
            summary: 'make a version the champion',
            load: () => import('./commands/models-approve.ts'),
          },
          {
            name: 'refuse',
            summary: 'say no to a version that a run on AWS waits for',
            load: () => import('./commands/models-refuse.ts'),
          },
          {
            name: 'rollback',
            summary: 'bring the champion before this one back',
            load: () => import('./commands/models-rollback.ts'),
          },
        ],
      },
      {
        name: 'predictions',
        summary: 'print predictions, the least sure first',
        load: () => import('./commands/predictions.ts'),
      },
      {
        name: 'trace',
        summary: 'follow one record from its line to its prediction',
        load: () => import('./commands/trace.ts'),
      },
      {
        name: 'lineage',
        summary: 'draw what a table, model or prediction comes from',
        load: () => import('./commands/lineage.ts'),
      },
      {
        name: 'sql',
        summary: 'answer a SELECT over tables, predictions and registry',
        load: () => import('./commands/sql.ts'),
      },
      {
        name: 'publish',
        summary: 'bring the catalog in line with the environment',
        load: () => import('./commands/publish.ts'),
      },
    ],
  },
]
