import { createHash } from 'node:crypto';
import { html, ownMarkup, type Html } from '../../kernel/html.ts';
import type { PublicStatus } from './contract.ts';
import { fontFaces } from './fonts.ts';
import { STYLE } from './style.ts';

/** A page, and what its content security policy has to be: nothing from anywhere but its own style and the house's fonts. */
export type StatusPage = { markup: string; policy: string };

/** The status page: no script, no cookie, no address of anything within the house. */
export function statusPage({ title, note, at, gates, milestones }: PublicStatus, style = `${fontFaces()}${STYLE}`): StatusPage {
  const met = milestones.filter(({ state }) => state === 'met').length;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title}</title><style>${ownMarkup(style)}</style></head>
<body><main>
<header><h1>${title}</h1>${milestones.length === 0 ? '' : html`<p class="count">${met} of ${milestones.length} met</p>`}</header>
${note === null ? '' : html`<p class="note">${note}</p>`}
${gates.length === 0 ? '' : html`<section aria-labelledby="gates"><h2 id="gates">Decisions</h2><ul>${gates.map(gateRow)}</ul></section>`}
${milestones.length === 0 ? '' : html`<section aria-labelledby="milestones"><h2 id="milestones">Milestones</h2><ul>${milestones.map(milestoneRow)}</ul></section>`}
<footer>Measured, as of <time datetime="${at}">${instantOf(at)}</time>.</footer>
</main></body></html>
`;
  const digest = createHash('sha256').update(style).digest('base64');
  return { markup: page.markup, policy: `default-src 'none'; style-src 'sha256-${digest}'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'` };
}

const GATE_WORDS = { open: 'Open', closed: 'Not open', unknown: 'Not known' } as const;
const WORDS = { met: 'Met', 'in-progress': 'In progress', unknown: 'Not known' } as const;

const gateRow = ({ title, state, since }: PublicStatus['gates'][number]): Html =>
  html`<li><span class="mark ${state}">${GATE_WORDS[state]}</span><span class="title">${title}</span><span class="more">${sinceWords(since)}</span></li>
`;

const milestoneRow = ({ title, target, state, since }: PublicStatus['milestones'][number]): Html =>
  html`<li><span class="mark ${state}">${WORDS[state]}</span><span class="title">${title}</span><span class="more">${state === 'met' ? '' : (target ?? 'no date yet')}${state === 'met' || since === null ? '' : ' · '}${sinceWords(since)}</span></li>
`;

const sinceWords = (since: string | null): Html | string => (since === null ? '' : html`since <time datetime="${since}">${since.slice(0, 10)}</time>`);
const instantOf = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;
