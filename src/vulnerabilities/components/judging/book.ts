import { statSync } from 'node:fs';
import type { Judging } from '../content.ts';
import { factsOf, kevOf, type FindingFacts } from '../facts.ts';
import type { Ask, Answered, Name } from './messages.ts';

const DAY_MS = 86_400_000;
/** What the judge remembers of a book grows with what it is asked: begun anew now and then. */
const MOST_ASKED = 200_000;

type Opened = { stamp: string; book: ReturnType<Judging['openAdvisories']>; day: number; asked: number; judge: ReturnType<Judging['componentJudge']> };

/** The advisories of a file, whichever is there when they are asked: a sync puts another in its place. */
export function judgingBook(judging: Judging, file: string) {
  const { componentJudge, livesEnded, openAdvisories } = judging;
  let opened: Opened | undefined;

  function current(now: number): Opened | undefined {
    const found = statSync(file, { throwIfNoEntry: false });
    const stamp = found ? `${found.dev} ${found.ino} ${found.mtimeMs} ${found.size}` : undefined;
    if (opened && opened.stamp !== stamp) {
      opened.book.close();
      opened = undefined;
    }
    if (stamp === undefined) return undefined;
    const day = Math.floor(now / DAY_MS);
    if (opened?.day !== day || opened.asked > MOST_ASKED) {
      const book = opened?.book ?? openAdvisories(file);
      opened = { stamp, book, day, asked: 0, judge: componentJudge(book, now) };
    }
    return opened;
  }

  function findingsOf({ judge }: Opened, components: Extract<Ask, { ask: 'match' }>['components']): Map<string, readonly FindingFacts[]> {
    const findings = new Map<string, readonly FindingFacts[]>();
    // What is said alike of many versions is one object, here and where it is sent: a kernel has thousands of findings a version.
    const said = new Map<string, FindingFacts>();
    const once = (facts: FindingFacts): FindingFacts => {
      const text = JSON.stringify(facts);
      const known = said.get(text) ?? facts;
      said.set(text, known);
      return known;
    };
    for (const { key, judged } of components) {
      const judgement = judge(judged);
      if (judgement.is === 'judged') findings.set(key, judgement.findings().map((finding) => once(factsOf(judging, judged, finding))));
    }
    return findings;
  }

  /** The end of a release's life changes what is said of its packages, though no advisory changes. */
  const fingerprintsOf = ({ book }: Opened, names: readonly Name[], now: number): string[] => {
    const ended = livesEnded(new Date(now).toISOString().slice(0, 10));
    return names.map(({ ecosystem, name }) => `${book.fingerprint(ecosystem, name)}.${ecosystem.includes(':') ? ended : ''}`);
  };

  return {
    /** @throws {GlacisError} where the file cannot be read. */
    answer(ask: Ask, now: number): { digest: string; answered: Answered } | undefined {
      const from = current(now);
      if (from === undefined) return undefined;
      const { book } = from;
      switch (ask.ask) {
        case 'match':
          from.asked += ask.components.length;
          return { digest: book.stamp.digest, answered: { ask: 'match', value: { findings: findingsOf(from, ask.components), fingerprints: fingerprintsOf(from, ask.names, now) } } };
        case 'fingerprints':
          return { digest: book.stamp.digest, answered: { ask: 'fingerprints', value: fingerprintsOf(from, ask.names, now) } };
        case 'exploitation':
          return {
            digest: book.stamp.digest,
            answered: {
              ask: 'exploitation',
              value: new Map(ask.ids.map((id) => {
                const facts = book.cve(id);
                return [id, { kev: kevOf(facts?.kev), epss: facts?.epss ? { score: facts.epss.score, percentile: facts.epss.percentile } : null }];
              })),
            },
          };
        case 'stamp':
          return { digest: book.stamp.digest, answered: { ask: 'stamp', value: null } };
      }
    },
  };
}
