/** What is wrong with a query, where, and what to write instead, if that is known. Only `parse.ts` catches it. */
export class Trouble extends Error {
  readonly at: number;
  readonly end: number;
  /** Puts `by` in place of what stands from `from` to `to`; usually the same as from `at` to `end`. */
  readonly mend: { readonly by: string; readonly from: number; readonly to: number } | undefined;

  constructor(message: string, at: number, end: number, by?: string, from = at, to = end) {
    super(message);
    this.at = at;
    this.end = end;
    this.mend = by === undefined ? undefined : { by, from, to };
  }
}

/** A text as a phrase of the language. */
export const quote = (text: string): string => `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`;
