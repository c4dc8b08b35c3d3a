/** The only source of time. */
export interface Clock {
  now(): Date
  /** Seconds since some moment in the past; only differences mean anything. Runs on also where `now` is held fixed. */
  elapsed(): number
}
