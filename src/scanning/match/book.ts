import type { Advisory, AdvisoryBook, CveFacts } from './advisory.ts';

/**
 * The same book, asked each thing once: packages share names, sources and vulnerabilities. For one match, or as many as
 * may hold their answers in memory; the book must not change meanwhile.
 */
export function remembering(book: AdvisoryBook): AdvisoryBook {
  const about = remembered((key: string): readonly Advisory[] => {
    const at = key.indexOf('\n');
    return book.about(key.slice(0, at), key.slice(at + 1));
  });
  const cve = remembered((id: string): CveFacts | undefined => book.cve(id));
  return {
    stamp: book.stamp,
    about: (ecosystem, name) => about(`${ecosystem}\n${name}`),
    cve,
    aliasesOf: remembered((id: string) => book.aliasesOf(id)),
    covers: remembered((ecosystem: string) => book.covers(ecosystem)),
  };
}

function remembered<Answer>(ask: (key: string) => Answer): (key: string) => Answer {
  const answers = new Map<string, { answer: Answer }>();
  return (key) => {
    const known = answers.get(key) ?? { answer: ask(key) };
    answers.set(key, known);
    return known.answer;
  };
}
