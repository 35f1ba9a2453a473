import { html, type Html } from '../../../kernel/html.ts';
import type { Picture } from '../picture.ts';
import { exceptions } from './exceptions.ts';
import { gateCards, gateHistory } from './gates.ts';
import { milestones, factsTable } from './milestones.ts';
import { instantOf } from './parts.ts';
import { STYLE } from './style.ts';

/** What an archive holds, for people: one page that stands alone, without a script. The first screen says state, why and who. */
export function reportPage(picture: Picture): string {
  const { program, summary, approvedBy } = picture;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${program.title}</title>${STYLE}</head>
<body><main>
<h1>${program.title}</h1>
<p class="quiet">For ${program.subject}, as it stood at ${instantOf(summary.at)}. Version ${program.version} of the program, by ${program.changedBy}${approvedBy === null ? '' : ` and approved by ${approvedBy}`}. Decisions and evidence from ${instantOf(summary.from)} to ${instantOf(summary.to)}; exported by ${summary.by}.</p>
${gateCards(picture)}
${exceptions(picture)}
${milestones(picture)}
${gateHistory(picture)}
${factsTable(picture)}
${howToCheck(picture)}
</main></body></html>
`;
  return page.markup;
}

const howToCheck = ({ summary }: Picture): Html => html`<h2>How to check this archive</h2>
<p>This page is for reading; what counts is signed. With Glacis, without a network: <code>glacis program verify ARCHIVE.tar.gz --trust ${summary.rootKeyId}</code>. Ask for the key’s id by another way than the one by which this archive came. Without Glacis: README.txt.</p>
<dl><dt>First key of the decisions</dt><dd class="mono">${summary.rootKeyId}</dd><dt>Program</dt><dd class="mono">sha256:${summary.program.digest}</dd><dt>Made by</dt><dd>Glacis ${summary.glacis}</dd>
${summary.leftOut.length === 0 ? [] : [html`<dt>Left out</dt><dd>${summary.leftOut.join('; ')}</dd>`]}</dl>`;
