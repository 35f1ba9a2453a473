import { html, type Html } from '../../../kernel/html.ts';
import type { Picture } from '../picture.ts';
import { instantOf, more, table } from './parts.ts';

/** What was let stand although it was not met, and what people vouched for: each with both people and its end. */
export const exceptions = ({ overrides, vulnerabilities, claims, summary }: Picture): Html => html`<h2>Exceptions of gates</h2>
${table(['Gate', 'Conditions', 'Reason', 'Meanwhile', 'Who', 'Until'], overrides.first.map(({ gate, requirements, reason, control, by, approvedBy, until, endedAt }) => [
  html`${gate}`, html`${requirements.join(', ')}`, html`${reason}`, html`${control}`, html`${by}${approvedBy === null ? ', approved by nobody' : ` and ${approvedBy}`}`,
  html`${endedAt === null ? instantOf(until) : `ended ${instantOf(endedAt)}`}`,
]))}${more(overrides, 'exceptions/overrides-….ndjson')}
<h2>Vulnerabilities that were let stand</h2>
${summary.leftOut.length > 0 ? html`<p>Left out: ${summary.leftOut.join('; ')}</p>` : table(['Vulnerability', 'Severity', 'Decision', 'Reason', 'Who', 'Until'], vulnerabilities.first.map((one) => [
  html`${one.vulnerability}<br><span class="quiet">${one.package} (${one.ecosystem})</span>`, html`${one.severity}`, html`${one.kind === 'accept' ? 'accepted' : 'does not affect'}`,
  html`${one.reason ?? one.justification?.replaceAll('_', ' ') ?? ''}`, html`${one.by}${one.approvedBy === null ? '' : ` and ${one.approvedBy}`}`, html`${one.until ?? ''}`,
]))}${more(vulnerabilities, 'exceptions/vulnerabilities-….ndjson')}
<h2>What people vouched for</h2>
${table(['Fact', 'Value', 'Reason', 'Who', 'Until'], claims.first.map(({ fact, value, reason, by, confirmedBy, until }) => [
  html`<span class="mono">${fact}</span>`, html`${String(value)}`, html`${reason}`, html`${by}${confirmedBy === null ? ', confirmed by nobody' : ` and ${confirmedBy}`}`, html`${instantOf(until)}`,
]))}${more(claims, 'evidence/claims-….ndjson')}`;
