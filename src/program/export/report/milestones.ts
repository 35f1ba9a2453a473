import { html, type Html } from '../../../kernel/html.ts';
import type { Picture } from '../picture.ts';
import { instantOf, mark, table } from './parts.ts';

/** Every milestone, goal by goal, with each of its conditions and what decided it. */
export function milestones({ program }: Picture): Html {
  const goals = program.goals.map(({ id, title, problem }) => {
    const own = program.milestones.filter(({ goal }) => goal === id);
    const met = own.filter(({ outcome }) => outcome === 'met').length;
    return html`<h3>${title} <span class="quiet">${met} of ${own.length} met</span></h3>
<p class="quiet">${problem}</p>
${table(['State', 'Milestone', 'Conditions', 'Owner', 'Target'], own.map(rowOf))}`;
  });
  return html`<h2>Milestones</h2>
${goals}`;
}

const rowOf = ({ title, outcome, conditions, owner, target, claimed, waitsFor }: Picture['program']['milestones'][number]): Html[] => [
  mark(outcome),
  html`${title}${claimed ? html`<br><span class="quiet">Claimed to be done, which opens nothing.</span>` : ''}${waitsFor.length === 0 ? '' : html`<br><span class="quiet">Waits for ${waitsFor.map(({ milestone }) => milestone).join(', ')}</span>`}`,
  html`${conditions.map(({ title: condition, outcome: is, because }) => html`<div>${{ met: 'Met', unmet: 'Not met', unknown: 'Not known' }[is]}: ${condition} <span class="quiet">(${because})</span></div>`)}`,
  html`${owner}`, html`${target}`,
];

/** Every fact that anything was known of, and who said so. */
export const factsTable = ({ facts }: Picture): Html => html`<h2>Facts</h2>
${table(['Fact', 'Value', 'From', 'When'], facts.filter(({ at }) => at !== null).map(({ id, meaning, known, value, words, from, by, at }) => [
  html`<span class="mono">${id}</span><br><span class="quiet">${meaning}</span>`, html`${known ? String(value) : `not known: ${words ?? ''}`}`,
  html`${from ?? ''}${by.length === 0 ? '' : ` by ${by.join(' and ')}`}`, html`${at === null ? '' : instantOf(at)}`,
]))}`;
