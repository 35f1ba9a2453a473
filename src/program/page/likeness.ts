const COMMON = new Set(['a', 'an', 'and', 'are', 'as', 'at', 'be', 'before', 'by', 'can', 'for', 'from', 'has', 'have', 'in', 'is', 'it', 'its', 'of', 'on', 'only', 'or', 'our', 'ours', 'should', 'so', 'that', 'the', 'their', 'them', 'there', 'these', 'they', 'this', 'to', 'us', 'was', 'we', 'who', 'with']);

/** The words that say something, without the endings that say how. */
export function telling(text: string): Set<string> {
  return new Set(text.toLowerCase().split(/[^\p{L}\p{N}.]+/u).filter((word) => word.length > 1 && !COMMON.has(word)).map(stem));
}

/** The words that both have. */
export const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>): string[] => [...a].filter((word) => b.has(word));

/** Plural, tense and adverb endings of English. Rough on purpose: both sides are cut alike. */
const stem = (word: string): string => word.replace(/(?:ies|y)$/u, 'i').replace(/(?:isation|ization|ations?|ed|ing|es|s|ly)$/u, '');

/** How much of what the shorter of two texts says the other says too, from 0 to 1, words counting the more the fewer of `all` have them. */
export function likeness(all: readonly string[]): (a: string, b: string) => number {
  const had = new Map<string, number>();
  for (const text of all) for (const word of telling(text)) had.set(word, (had.get(word) ?? 0) + 1);
  const weight = (word: string): number => Math.log(1 + all.length / (had.get(word) ?? 1));
  const sum = (words: Iterable<string>): number => Array.from(words).reduce((total, word) => total + weight(word), 0);
  return (a, b) => {
    const [left, right] = [telling(a), telling(b)];
    const both = sum(shared(left, right));
    return both === 0 ? 0 : both / Math.min(sum(left), sum(right));
  };
}
