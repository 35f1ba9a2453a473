/** Half-open stretch of a text, in UTF-16 units. */
export type Span = { start: number; end: number };

const MOST = 50;

/**
 * Where `words` (in lower case) stand in a text, joined where they touch, in order; at most fifty. Lower-casing that changes
 * the length of the text (İ) would misplace marks, so such a text has none.
 */
export function marksIn(text: string, words: readonly string[]): Span[] {
  const lower = words.length === 0 ? '' : text.toLowerCase();
  if (lower.length !== text.length || lower === '') return [];
  const found: Span[] = [];
  for (const word of words) {
    if (word === '') continue;
    for (let at = lower.indexOf(word); at !== -1 && found.length < MOST; at = lower.indexOf(word, at + word.length)) {
      found.push({ start: at, end: at + word.length });
    }
  }
  return joined(found.sort((a, b) => a.start - b.start));
}

function joined(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else result.push({ ...span });
  }
  return result;
}
