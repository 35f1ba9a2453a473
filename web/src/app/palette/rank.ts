/**
 * How well `typed` names `text`: its letters must stand in it in order; those at the beginnings of words and side by side count
 * more. Null when it does not.
 */
export function rank(typed: string, text: string): number | null {
  const wanted = typed.trim().toLowerCase();
  const within = text.toLowerCase();
  if (wanted === '') return 0;
  const whole = within.indexOf(wanted);
  if (whole !== -1) return 1_000 - whole + (isStart(within, whole) ? 500 : 0);
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    if (letter === ' ') continue;
    const next = within.indexOf(letter, at + 1);
    if (next === -1) return null;
    score += next === at + 1 ? 5 : isStart(within, next) ? 4 : 0;
    at = next;
  }
  return score;
}

const isStart = (text: string, at: number): boolean => at === 0 || /[\s:/._-]/.test(text[at - 1] ?? '');

/** The best of `items` for what was typed, best first, in their own order where they are equal. */
export function best<T extends { title: string; also?: string | undefined }>(items: readonly T[], typed: string, most: number): T[] {
  return items
    .map((item, index) => ({ item, index, score: rank(typed, `${item.title} ${item.also ?? ''}`) }))
    .filter((entry): entry is typeof entry & { score: number } => entry.score !== null)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, most)
    .map(({ item }) => item);
}
