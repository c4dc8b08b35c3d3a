/** What people are told: the subject in a line, the text with what happened, where, and what to do. */
export interface Notice {
  /** One line of ASCII, 100 characters at most. */
  readonly subject: string
  readonly text: string
  /** Facts to filter by: kind, project, run. */
  readonly facts: Readonly<Record<string, string>>
}

/** Tells people. */
export interface Notifier {
  /** Throws NOTICE_NOT_SENT. */
  send(notice: Notice): Promise<void>
}
