/** A query as it stands in the field. */
export type Draft = {
  text: string;
  /** Characters before the caret. */
  caret: number;
  /** Somebody has written since the field was entered or the query was run. */
  writing: boolean;
};

/**
 * The draft when another query has come into the address: by a pivot, by going back, or because it was run, which may land when the
 * writer has long gone on. What is being written stays, and so does a space that waits for its next word.
 */
export const shown = (draft: Draft, query: string): Draft =>
  draft.writing || draft.text.trim() === query ? draft : { ...draft, text: query };
