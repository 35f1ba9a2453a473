import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockOf, code, markOf, withBlock } from '../../codehost/index.ts';
import { contentOf } from './content.ts';
import type { Facts } from './facts.ts';

const facts = (changes: Partial<Facts> = {}): Facts => ({
  id: 'i1', vulnerability: 'CVE-2026-1', aliases: ['CVE-2026-1', 'GHSA-x'], summary: 'Anybody can come in', packageName: 'openssl', packageType: 'deb', ecosystem: 'Debian:12',
  fixIs: 'fixed', fixVersions: ['3.0.15-1'], severity: 'critical', score: 9.8, kev: { added: '2026-06-01', due: '2026-06-10', ransomware: false }, epss: 0.5, state: 'open', owner: 'platform',
  openedAt: new Date('2026-06-01T12:00:00Z'), resolvedAt: null, clockWhat: 'triage', due: '2026-06-04', plan: null, proposed: null, openPlaces: 12, openAssets: 5, decision: undefined,
  places: [{ issue: 'i1', asset: 'web-1', kind: 'node', purl: 'pkg:deb/debian/openssl@3.0.14' }],
  ...changes,
});
const settings = { labels: ['security'], link: 'https://glacis.example/issues?issue=i1' };

const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom('`', '``', '```', '@octocat', '#1', 'fixes #1', '![x](https://evil.example/p)', '[a](b)', '<!-- glacis:end -->', '<!-- glacis issue:other -->', '\n', '\r\n- [ ] x', '\u202e', ' ', '\\', '</sub>', 'https://evil.example'), { maxLength: 8 }).map((parts) => parts.join('')),
);

test('words of strangers stay within one code span of one line', () => {
  fc.assert(fc.property(HOSTILE, (words) => {
    const span = code(words);
    expect(span).toMatch(/^`[^`\n\r\u2028\u2029\u202e]*`$/u);
    expect(span).not.toContain('<!');
    expect(span.slice(1, -1).trim()).not.toBe('');
    expect(span.length).toBeLessThan(310);
  }));
});

test('whatever strangers call things, nothing of it stands outside a code span or looks like a mark', () => {
  fc.assert(fc.property(HOSTILE, (words) => {
    const hostile = facts({ summary: words, packageName: words, ecosystem: words, vulnerability: words, aliases: [words], owner: words, fixVersions: [words], places: [{ issue: 'i1', asset: words, kind: 'node', purl: words }] });
    const plan = facts({ state: 'planned', plan: { owner: words, due: '2026-12-24', change: words, slipped: 0 } });
    for (const content of [contentOf(hostile, settings), contentOf(plan, settings)]) {
      const bare = `${content.title}\n${content.block}`.replaceAll(/`[^`\n]*`/g, '');
      expect(bare).not.toMatch(/[@#`!]|https?:\/\/(?!glacis\.example)|<!--/);
      const text = withBlock('', { mark: markOf('issue', 'i1'), block: content.block });
      expect(blockOf(text)).toBe(content.block);
      expect(text.split('<!-- glacis issue:')).toHaveLength(2);
    }
  }), { numRuns: 60 });
});

test('what people write around the marks stays as they wrote it', () => {
  const text = fc.string({ unit: 'binary', maxLength: 80 }).filter((some) => !some.includes('<!-- glacis'));
  fc.assert(fc.property(text, text, (above, below) => {
    const first = withBlock('', { mark: markOf('issue', 'i1'), block: 'one' });
    const edited = `${above}${first}${below}`;
    const second = withBlock(edited, { mark: markOf('issue', 'i1'), block: 'two' });
    expect(second).toBe(edited.replace('\none\n', '\ntwo\n'));
    expect(withBlock(second, { mark: markOf('issue', 'i1'), block: 'two' })).toBe(second);
  }));
});

test('where the marks were taken away the block comes back above what people wrote', () => {
  expect(withBlock('only ours', { mark: markOf('issue', 'i1'), block: 'b' })).toBe(`${markOf('issue', 'i1')}\n<!-- glacis:begin -->\nb\n<!-- glacis:end -->\n\nonly ours`);
  expect(blockOf('<!-- glacis:begin -->\r\na\r\nb\r\n<!-- glacis:end -->')).toBe('a\nb');
});

test('a ticket reads like this', () => {
  expect(contentOf(facts(), settings)).toEqual({
    title: '`CVE-2026-1` (critical) in `openssl`, fixed in `3.0.15-1`',
    block: `\`Anybody can come in\`

- **Vulnerability:** \`CVE-2026-1\`, also \`GHSA-x\`
- **Package:** \`openssl\` in \`Debian:12\`
- **Severity:** critical, CVSS 9.8, known to be exploited (CISA KEV, due 2026-06-10), EPSS 50.0 %
- **Remedy:** \`openssl 3.0.15-1 in Debian:12\`
- **State:** open, with \`platform\`
- **Due:** 2026-06-04 (triage)
- **Where:** 12 places in 5 assets
  - node \`web-1\`: \`pkg:deb/debian/openssl@3.0.14\`
  - and 11 more

[Open in Glacis](https://glacis.example/issues?issue=i1)

<sub>Kept by Glacis: what stands here is written anew. Write above or below. Closing this ticket does not resolve the issue; a complete scan does.</sub>`,
    labels: ['glacis', 'security'], state: 'open', reason: 'completed', since: new Date('2026-06-01T12:00:00Z'), comment: 'It is open again: it has to be resolved, or planned.', assignee: null, due: null,
  });
});

test.for([
  { name: 'resolved', changes: { state: 'resolved' as const, resolvedAt: new Date('2026-07-01T00:00:00Z') }, expected: { state: 'closed', reason: 'completed', since: new Date('2026-07-01T00:00:00Z') } },
  { name: 'not affected', changes: { state: 'not-affected' as const }, expected: { state: 'closed', reason: 'not_planned' } },
  { name: 'accepted', changes: { state: 'accepted' as const }, expected: { state: 'closed', reason: 'not_planned' } },
  { name: 'planned by a person', changes: { state: 'planned' as const, plan: { owner: 'octocat', due: '2026-12-24', change: 'bump', slipped: 0 } }, expected: { state: 'open', assignee: 'octocat', due: '2026-12-24' } },
  { name: 'planned by a team', changes: { state: 'planned' as const, plan: { owner: 'web team', due: '2026-12-24', change: 'bump', slipped: 0 } }, expected: { state: 'open', assignee: null, due: '2026-12-24' } },
])('the ticket of what is $name', ({ changes, expected }) => {
  expect(contentOf(facts(changes), settings)).toMatchObject(expected);
});
