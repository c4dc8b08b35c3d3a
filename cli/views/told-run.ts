/** What became of an answer that a run was waiting for. */
export const toldText = ({
  run_id,
  answer,
}: {
  readonly run_id: string
  readonly answer: 'taken' | 'lapsed'
}): string =>
  answer === 'taken'
    ? `Run ${run_id} was waiting for this answer and goes on.`
    : `Run ${run_id} had asked, but nobody answered in time: it went on with the champion of before. The next run takes this one.`
