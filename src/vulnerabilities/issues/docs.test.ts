import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Action, IssueState } from '../contract.ts';
import { DEFAULT_POLICY } from './rules/policy.ts';
import { STAND_IN, WEIGHTS } from './rules/priority.ts';

/* docs/vulnerabilities.md says what the program does. */
const page = readFileSync(new URL('../../../docs/vulnerabilities.md', import.meta.url), 'utf8');
const row = (name: string): string => page.split('\n').find((line) => line.startsWith(`| ${name} |`)) ?? '';
const grades = (of: Record<string, unknown>): string => ['critical', 'high', 'medium', 'low'].map((grade) => `${grade} ${String(of[grade])}`).join(', ');

test('the default policy is the one that is documented', () => {
  const { accept, estimate, plan, remediate, triage } = DEFAULT_POLICY;
  expect(DEFAULT_POLICY.require).toEqual([{ severity: 'high' }, { score: 4 }]);
  expect(row('Triage')).toContain(`${triage} business days`);
  expect(row('Estimate (a plan or another decision)')).toContain(grades(estimate));
  expect(row('Remediate')).toContain(grades(remediate));
  expect(row('Who may accept, or set aside as not affected')).toContain(`${grades(accept.approver)}; a second person approves`);
  expect(accept.fourEyes).toBe(true);
  expect(plan.fourEyes).toBe(false);
  expect(row('Longest acceptance')).toContain(`${accept.mostMonths} months`);
  expect(row('Who may plan')).toContain(grades(plan.approver));
});

test('the formula of the priority is the one that is documented', () => {
  const { severity, exploitation, exposure, environment } = WEIGHTS;
  expect(row('severity')).toBe(`| severity | ${severity} | ${severity / 10} × the CVSS base score; without one ${Object.entries(STAND_IN).map(([name, score]) => `${name} ${score}`).join(', ')} |`);
  expect(row('exploitation')).toBe(`| exploitation | ${exploitation.most} | known to be exploited (KEV) ${exploitation.kev}, by ransomware ${exploitation.ransomware}; else ${exploitation.epss} × √EPSS |`);
  for (const points of [exposure['service-on-internet'], exposure.service, exposure.internet]) expect(row('exposure')).toMatch(new RegExp(String.raw`\b${points}\b`));
  for (const points of [environment.production, environment.unnamed, environment.elsewhere, environment.nowhere]) expect(row('environment')).toMatch(new RegExp(String.raw`\b${points}\b`));
  expect(severity + exploitation.most + exposure.most + environment.most).toBe(100);
});

test('every state and action is documented', () => {
  for (const state of IssueState.options) expect(page).toContain(`\n| ${state} |`);
  for (const { shape } of Action.options) for (const word of shape.do.values) expect(page).toMatch(new RegExp(String.raw`\n\|[^|]*\`${word}\``));
});
