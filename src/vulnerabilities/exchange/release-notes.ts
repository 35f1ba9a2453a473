import { visible } from '../../kernel/visible.ts';
import type { Decided } from './decided.ts';

export type NotesKind = 'accepted' | 'false-positives';

const TITLES: Record<NotesKind, { title: string; intro: string }> = {
  accepted: { title: 'Accepted vulnerabilities', intro: 'Known, looked at, and accepted for a time: each with the reason, what stands in its way, and the day on which it is looked at again.' },
  'false-positives': { title: 'Known false positives', intro: 'Scanners report these, and they do not affect: each with the reason.' },
};

/** A page for release notes, as data. */
export const notesOf = (kind: NotesKind, all: readonly Decided[], about: string, at: string) => ({
  title: TITLES[kind].title,
  about,
  at,
  items: all.map(({ vulnerability, aliases, severity, package: name, ecosystem, products, reason, control, justification, until, approvedBy }) => ({
    vulnerability, aliases, severity, package: name, ecosystem, products: products.map((product) => product.name),
    reason: reason ?? '', control, justification, until, approvedBy,
  })),
});
type Notes = ReturnType<typeof notesOf>;

/** The same as Markdown (CommonMark with GitHub's tables). Whatever people and advisories wrote is text there and nothing else. */
export function markdownOf(kind: NotesKind, { title, about, at, items }: Notes): string {
  const heads = kind === 'accepted' ? ['Vulnerability', 'Severity', 'Package', 'Reason', 'Control', 'Until', 'Approved by'] : ['Vulnerability', 'Severity', 'Package', 'Why', 'Reason', 'Approved by'];
  const rows = items.map((item) => {
    const start = [item.vulnerability, item.severity, `${item.package} (${item.ecosystem})`];
    return kind === 'accepted'
      ? [...start, item.reason, item.control ?? '', item.until ?? '', item.approvedBy ?? '']
      : [...start, (item.justification ?? '').replaceAll('_', ' '), item.reason, item.approvedBy ?? ''];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [line(heads), line(heads.map(() => '---')), ...rows.map((cells) => line(cells.map(asText)))];
  return [`# ${title}`, '', `${asText(about)}, ${at.slice(0, 10)}. ${TITLES[kind].intro}`, '', ...(items.length === 0 ? ['None.'] : table), ''].join('\n');
}

/**
 * Text as Markdown shows it and nothing of it does anything: no links, images, HTML, mentions or references; on one line.
 * Source: CommonMark 0.31, section 2.4 (any ASCII punctuation may be escaped); GFM, autolinks.
 */
export const asText = (text: string): string =>
  visible(text.replaceAll(/[\r\n\u2028\u2029]+/g, ' '))
    .replaceAll(/[!"$%&'*+/:;<=>?[\\\]^_`{|}~]/g, String.raw`\$&`)
    .replaceAll('@', '&#64;')
    .replaceAll(/#(?!64;)/g, '&#35;')
    .replaceAll(/www\./gi, (found) => `${found.slice(0, 3)}&#46;`);
