import { lexer, type Token, type Tokens } from 'marked';

/** One milestone as a page of goals writes it. */
export type PageMilestone = {
  /** Its number on the page, by which others may name it. */
  number: number;
  title: string;
  /** Struck through: somebody says that it is done. */
  isStruck: boolean;
  release?: string;
  /** What stands in place of a release. */
  open?: string;
  dependencies: readonly PageDependency[];
  parts: readonly PageMilestone[];
};
export type PageDependency = { words: string; /** Where it names a milestone by number. */ named?: { number: number; goal?: string } };
export type PageGoal = { title: string; problem: string; milestones: readonly PageMilestone[] };
export type Page = { title: string; goals: readonly PageGoal[] };

const MAX_BYTES = 1_048_576;

/**
 * Reads a page of goals in Markdown, as people keep them: a heading a goal, its problem, and numbered milestones with parts,
 * releases in brackets, and dependencies as bullets. What was struck through is marked, never dropped.
 * @throws {RangeError} beyond 1 MiB.
 */
export function readPage(markdown: string): Page {
  if (Buffer.byteLength(markdown) > MAX_BYTES) throw new RangeError('A page of goals has at most 1 MiB.');
  let title = '';
  const goals: { title: string; problem: string; milestones: PageMilestone[] }[] = [];
  let goal: (typeof goals)[number] | undefined;
  for (const token of lexer(markdown)) {
    if (isHeading(token)) {
      const words = plain(token.tokens ?? []);
      if (token.depth === 1) title = words;
      goal = { title: words, problem: '', milestones: [] };
      goals.push(goal);
    } else if (goal !== undefined && isParagraph(token)) {
      const problem = /^Problem:\s*(?<words>.+)$/su.exec(plain(token.tokens ?? []))?.groups?.['words'];
      if (problem !== undefined) goal.problem = problem;
    } else if (goal !== undefined && isList(token) && token.ordered) {
      goal.milestones.push(...milestonesOf(token, goal.milestones.length));
    }
  }
  return { title, goals: goals.filter(({ milestones }) => milestones.length > 0) };
}

const isHeading = (token: Token): token is Tokens.Heading => token.type === 'heading';
const isParagraph = (token: Token): token is Tokens.Paragraph => token.type === 'paragraph';
const isList = (token: Token): token is Tokens.List => token.type === 'list';

function milestonesOf(list: Tokens.List, before: number): PageMilestone[] {
  return list.items.map((item, index) => {
    const own = item.tokens.filter((token) => !isList(token));
    const lists = item.tokens.filter(isList);
    return {
      number: before + index + 1,
      ...wordsOf(own),
      dependencies: lists.filter(({ ordered }) => !ordered).flatMap(({ items }) => items.flatMap(({ tokens }) => dependencyOf(plain(tokens)))),
      parts: lists.filter(({ ordered }) => ordered).flatMap((inner) => milestonesOf(inner, 0)),
    };
  });
}

function wordsOf(tokens: readonly Token[]): Pick<PageMilestone, 'title' | 'isStruck' | 'release' | 'open'> {
  const words = plain(tokens).trim();
  const when = /\((?<inside>[^()]*)\)\s*$/u.exec(words)?.groups?.['inside'];
  const release = when === undefined ? undefined : /^(?<name>\S.*?)\s+release$/iu.exec(when)?.groups?.['name'];
  const isOpen = when !== undefined && /^TBD\b/iu.test(when);
  const title = release !== undefined || isOpen ? words.slice(0, words.lastIndexOf('(')).trim() : words;
  return {
    title: title.replace(/\.$/u, ''),
    isStruck: isAllStruck(tokens),
    ...(release === undefined ? {} : { release }),
    ...(isOpen ? { open: when.replace(/^TBD[,;:]?\s*/iu, '') || 'to be decided' } : {}),
  };
}

/** Whether everything that says something is struck through. */
function isAllStruck(tokens: readonly Token[]): boolean {
  const struck = (token: Token): boolean => token.type === 'del' || plain([token]).trim() === '' || (childrenOf(token).length > 0 && childrenOf(token).every(struck));
  return tokens.length > 0 && plain(tokens).trim() !== '' && tokens.every(struck);
}

function dependencyOf(words: string): PageDependency[] {
  const said = /^DEPENDENCY:\s*(?<said>.+)$/su.exec(words.trim())?.groups?.['said'];
  if (said === undefined) return [];
  const named = /\bmilestone (?<number>\d{1,3})(?: of (?<goal>[^.]+))?/u.exec(said)?.groups;
  if (named?.['number'] === undefined) return [{ words: said }];
  return [{ words: said, named: { number: Number(named['number']), ...(named['goal'] === undefined ? {} : { goal: named['goal'].trim() }) } }];
}

const childrenOf = (token: Token): Token[] => ('tokens' in token && Array.isArray(token.tokens) ? token.tokens : []);

/** The words without their mark-up. */
function plain(tokens: readonly Token[]): string {
  return tokens.map((token) => {
    const children = childrenOf(token);
    if (children.length > 0) return plain(children);
    return 'text' in token && typeof token.text === 'string' && token.type !== 'html' ? token.text : '';
  }).join('').replace(/\s+/gu, ' ');
}
