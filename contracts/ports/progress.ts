/** How long work tells a person where it stands. */
export interface Progress {
  /** Begins a piece of work of `total` units (rows, models, texts); unknown when left out. */
  task(label: string, total?: number): ProgressTask
}

export interface ProgressTask {
  /** Sets how many units are done. */
  update(done: number, note?: string): void
  /** Ends the task. `summary` replaces the label's note, e.g. "6,783 rows". */
  done(summary?: string): void
  fail(summary?: string): void
}

/** Says nothing. */
export const silentProgress: Progress = {
  task: () => ({ update() {}, done() {}, fail() {} }),
}
