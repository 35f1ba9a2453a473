/** One entry of a yarn.lock, of either format. */
export type YarnEntry = {
  /** What asks for it: `chalk@^5.0.0`, `chalk@npm:^5.0.0`. */
  asked: readonly string[];
  name: string;
  version: string;
  /** Where it comes from, as a specifier. */
  from: string;
  /** What it needs: name and range. */
  needs: readonly (readonly [name: string, range: string])[];
};
