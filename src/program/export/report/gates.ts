import { html, type Html } from '../../../kernel/html.ts';
import type { GateAnswer } from '../../contract.ts';
import type { Picture } from '../picture.ts';
import { instantOf, mark, table } from './parts.ts';

/** The most reasons told in the first screen; the rest stands with the milestones. */
const FIRST_REASONS = 3;

/** What a stranger sees first: each gate, why it is what it is, and who made exceptions of it. */
export const gateCards = ({ program }: Picture): Html => html`<section class="gates">${program.gates.map((gate) => card(gate, program.milestones))}</section>`;

function card({ title, question, state, since, sentence, reasons, overrides }: GateAnswer, milestones: Picture['program']['milestones']): Html {
  const ownerOf = (milestone: string | null) => milestones.find(({ id }) => id === milestone)?.owner;
  const shown = reasons.slice(0, FIRST_REASONS).map(({ milestone, title: condition, because, outcome }) => {
    const owner = ownerOf(milestone);
    return html`<li>${outcome === 'unmet' ? 'Not met' : 'Not known'}: ${condition} <span class="quiet">(${because}${owner === undefined ? '' : `; ${owner}`})</span></li>`;
  });
  const more = reasons.length - shown.length;
  const exceptions = overrides.map(({ state: is, by, approvedBy, until, requirements, reason }) =>
    html`<li>${is === 'active' ? 'Exception' : 'Exception that waits for a second person'} by ${by}${approvedBy === null ? '' : ` and ${approvedBy}`}, until ${instantOf(until)}, of ${requirements.join(', ')}: ${reason}</li>`);
  return html`<article class="gate">
<h2>${mark(state)} ${title} <span class="quiet">since ${instantOf(since)}</span></h2>
<p>${question} ${sentence}</p>
<ul>${shown}${more > 0 ? [html`<li class="quiet">and ${more} more, below</li>`] : []}${exceptions}</ul>
</article>
`;
}

/** How each gate changed in the time of the export. */
export function gateHistory({ changes, program }: Picture): Html {
  const titles = new Map(program.gates.map(({ id, title }) => [id, title]));
  const parts = [...changes].map(([gate, { decisions, changes: all, last }]) => html`<h3>${titles.get(gate) ?? gate}</h3>
<p class="quiet">${decisions} signed decisions, ${all} of another state than the one before${all > last.length ? `; the last ${last.length} of these` : ''}. All of them: decisions/${gate}/</p>
${table(['Time', 'State', 'What would open it', 'Exceptions'], last.toReversed().map(({ at, state, sentence, overrides }) => [html`<span class="mono">${instantOf(at)}</span>`, mark(state), html`${sentence}`, html`${overrides === 0 ? '' : String(overrides)}`]))}`);
  return html`<h2>Decisions in this time</h2>
${parts.length === 0 ? html`<p>None.</p>` : parts}`;
}
