import type { Key } from '../contracts/ports/object-store.ts'
import type { Platform } from '../contracts/ports/platform.ts'
import type { Verdict } from '../contracts/records/monitoring.ts'
import type { RunRecord, StepName } from '../contracts/records/run.ts'
import type { Project } from '../engine/index.ts'

/** What each step leaves for the next ones, and in the registry: versions, counts and verdicts, never data. */
export interface StepOutputs {
  arrive: {
    /** relation → version of the source */
    readonly sources: Readonly<Record<string, string>>
    readonly accepted: number
    readonly rejected: number
  }
  transform: {
    /** relation → version, as published */
    readonly tables: Readonly<Record<string, string>>
    readonly layers: readonly LayerSummary[]
    readonly tests: { readonly passed: number; readonly failed: number; readonly warned: number }
    /** What Athena has read for the tables and the tests; absent when it was not asked. */
    readonly bytes_scanned?: number
  }
  embed: {
    readonly encoder: { readonly name: string; readonly version: string } | null
    /** Texts that had no vector before. */
    readonly embedded: number
    readonly texts: number
  }
  train: { readonly model_version: string; readonly reused: boolean }
  retrain: { readonly model_version: string; readonly reused: boolean; readonly from: string }
  register: {
    readonly model_version: string
    readonly passed: boolean
    /** What the gate said, a sentence a check. */
    readonly gate: readonly string[]
    readonly champion: string | null
  }
  score: {
    readonly rows: number
    readonly needs_review: number
    readonly classes: readonly { readonly name: string; readonly rows: number }[]
    readonly model_version: string | null
    /** Why nothing was scored, when nothing was. */
    readonly note: string | null
  }
  monitor: { readonly verdict: Verdict | null; readonly reasons: readonly string[] }
}

export interface LayerSummary {
  readonly layer: string
  readonly models: number
  readonly built: number
  /** Rows of the layer's tables; views are not counted. */
  readonly rows: number
  readonly seconds: number
}

/** A run under way: its record, the project, and what the steps before this one left. */
export interface RunContext {
  readonly platform: Platform
  readonly project: Project
  readonly run: RunRecord
  readonly scope: 'new' | 'all'
  readonly outputs: Readonly<Partial<StepOutputs>>
}

/** One step of the pipeline. Run twice on the same inputs, it leaves the same state. */
export interface Step<Name extends StepName = StepName> {
  readonly name: Name
  /** What a person sees while it runs. */
  readonly title: string
  run(context: RunContext): Promise<StepOutputs[Name]>
  /** The same work cut into shards that other processes may take; absent where it is not worth it. */
  readonly shared?: SharedWork<Name>
}

/** Three functions that together are a step. The shards are cut once for a run; each may be done anywhere, in any order. */
export interface SharedWork<Name extends StepName = StepName> {
  /** Cuts the shards, and keeps their list in the lake. Done before, it changes nothing. */
  plan(context: RunContext): Promise<ShardPlan>
  /** Does one shard. Done before, it changes nothing. */
  perform(context: RunContext, shard: number): Promise<{ readonly rows: number }>
  /** Does what no shard has done, and gives what the step leaves. */
  finish(context: RunContext): Promise<StepOutputs[Name]>
}

export interface ShardPlan {
  readonly shards: number
  /** Where the list of the shards stands in the lake. */
  readonly list: Key
}

/** The moment that everything a run makes is dated with: its start, so that a resumed run writes the same. */
export const runMoment = (context: RunContext): string => context.run.started_at
