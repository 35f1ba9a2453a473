/**
 * Whether a path fits a pattern as .gitignore and Trivy write them: `*` and `?` within one part, `**` for any number of parts; a
 * pattern without a slash fits at any depth. Takes time in proportion to both lengths, however hostile the path.
 */
export function globMatcher(patterns: readonly string[]): (path: string) => boolean {
  const compiled = patterns.map((pattern) => {
    const tidy = pattern.replace(/^\.?\/+/, '').replace(/\/+$/, '');
    return (tidy.includes('/') || pattern.startsWith('/') ? tidy : `**/${tidy}`).split('/');
  });
  return (path) => {
    const parts = path.split('/');
    return compiled.some((pattern) => matches(pattern, parts, isAnyParts, partMatches));
  };
}

const isAnyParts = (part: string): boolean => part === '**';

const partMatches = (pattern: string, part: string): boolean =>
  pattern === '*' || pattern === part || (/[*?]/.test(pattern) && matches(Array.from(pattern), Array.from(part), (letter) => letter === '*', (letter, other) => letter === '?' || letter === other));

/** Matches with one kind of joker that stands for any number of items: going back to the last one is enough. */
function matches(pattern: readonly string[], items: readonly string[], isJoker: (token: string) => boolean, isOne: (token: string, item: string) => boolean): boolean {
  let [at, from] = [0, 0];
  let joker = -1;
  for (let item = 0; item < items.length;) {
    const token = pattern[at];
    if (token !== undefined && isJoker(token)) {
      joker = at;
      from = item;
      at += 1;
    } else if (token !== undefined && isOne(token, items[item] ?? '')) {
      at += 1;
      item += 1;
    } else if (joker !== -1) {
      from += 1;
      item = from;
      at = joker + 1;
    } else return false;
  }
  return pattern.slice(at).every(isJoker);
}
