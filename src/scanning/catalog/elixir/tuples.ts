/** `"key": {:hex, :name, "1.0", […]}`: strings and atoms of the tuple in order (atoms with their colon), lists as empty texts. */
export type Tuple = { key: string; values: readonly string[] };

type Token = { kind: 'text' | 'atom' | 'open' | 'close' | 'comma' | 'other'; value: string };

/**
 * The tuples of a map of Elixir whose keys are texts, however it is laid out.
 * @throws {Error} where it is no such map or ends early.
 */
export function readTuples(text: string): Tuple[] {
  const found: Tuple[] = [];
  let depth = 0;
  let key = '';
  let values: string[] = [];
  let value = '';
  let started = false;
  for (const { kind, value: token } of tokens(text)) {
    if (kind === 'open') {
      depth += 1;
      started = true;
      if (depth === 2) values = [];
    } else if (kind === 'close') {
      depth -= 1;
      if (depth < 0) break;
      if (depth === 1) found.push({ key, values: [...values, value] });
      if (depth <= 2) value = '';
    } else if (!started) {
      break;
    } else if (depth === 1 && kind === 'text') {
      key = token;
    } else if (depth === 2 && kind === 'comma') {
      values.push(value);
      value = '';
    } else if (depth === 2 && (kind === 'text' || kind === 'atom')) {
      value = token;
    }
  }
  if (!started || depth !== 0) throw new Error('This is no mix.lock: it is no map of Elixir, or was cut off.');
  return found;
}

/** One piece at a time: strings with escapes, atoms, brackets, commas, comments, and words that do not matter. */
const piece = /\s+|#[^\n]*|"((?:[^"\\]|\\[^])*)"|(:[A-Za-z_][\w@]*[?!]?)|:"([^"\\\n]*)"|(%\{|[{[])|([}\]])|(,)|[^\s"{}[\],#:%]+|[:%]/y;

/** A text longer than this is none of a lock file, and a pattern should not run over it. */
const LONGEST_STRING = 10_000;

function* tokens(text: string): Generator<Token> {
  piece.lastIndex = 0;
  while (piece.lastIndex < text.length) {
    const at = piece.lastIndex;
    if (text[at] === '"' && !text.slice(at + 1, at + LONGEST_STRING).includes('"')) throw new Error('This is no mix.lock: a text in it has no end.');
    const found = piece.exec(text);
    if (!found) throw new Error('This is no mix.lock: a text in it has no end.');
    const [, string, atom, quotedAtom, open, close, comma] = found;
    if (string !== undefined) yield { kind: 'text', value: string };
    else if (atom !== undefined) yield { kind: 'atom', value: atom };
    else if (quotedAtom !== undefined) yield { kind: 'atom', value: `:${quotedAtom}` };
    else if (open !== undefined) yield { kind: 'open', value: open };
    else if (close !== undefined) yield { kind: 'close', value: close };
    else if (comma !== undefined) yield { kind: 'comma', value: comma };
  }
}
