import type { IssueException } from '../../../vulnerabilities/index.ts';
import type { OverrideRow, Picture } from '../picture.ts';
import { personOf } from './people.ts';
import { property, uuidOf } from './words.ts';

const END_OF_DAY = 'T23:59:59Z';

/** What was let stand, by two people: exceptions of gates, and vulnerabilities that are accepted or do not affect. */
export const risksOf = ({ overrides, vulnerabilities, summary }: Picture) => [
  ...overrides.first.map((one) => overrideRisk(one, Date.parse(summary.at))),
  ...vulnerabilities.first.map((one) => vulnerabilityRisk(one, summary.at.slice(0, 10))),
];

export const overrideRiskId = (id: string): string => uuidOf('override', id);

function overrideRisk({ id, gate, requirements, reason, control, by, at, approvedBy, approvedAt, until, endedAt }: OverrideRow, now: number) {
  const isOver = endedAt !== null || until.getTime() <= now;
  return {
    uuid: overrideRiskId(id), title: `Exception of the gate ${gate}: ${requirements.join(', ')}`, description: reason, statement: `Meanwhile: ${control}`,
    props: [property('exception', id), property('gate', gate)],
    status: isOver ? 'closed' : approvedAt === null ? 'deviation-requested' : 'deviation-approved',
    'mitigating-factors': [{ uuid: uuidOf('override', id, 'control'), description: control }],
    deadline: until.toISOString(),
    'risk-log': { entries: logOf(['override', id], { by, at: at.toISOString(), approvedBy, approvedAt: approvedAt?.toISOString() ?? null, endedAt: endedAt?.toISOString() ?? null }) },
  };
}

function vulnerabilityRisk({ id, issue, vulnerability, package: name, ecosystem, severity, kind, state, by, at, approvedBy, approvedAt, endedAt, reason, control, justification, until }: IssueException, today: string) {
  const isOver = state === 'ended' || (until !== null && until < today);
  return {
    uuid: uuidOf('decision', id), title: `${vulnerability} in ${name} (${ecosystem}) ${kind === 'accept' ? 'is accepted' : 'does not affect'}`,
    description: reason ?? 'No reason was given.', statement: [justification?.replaceAll('_', ' ') ?? '', control ?? ''].filter((words) => words !== '').join(': ') || 'No control was named.',
    props: [property('issue', issue), property('severity', severity)],
    status: isOver || kind === 'not-affected' ? 'closed' : 'deviation-approved',
    ...(control === null ? {} : { 'mitigating-factors': [{ uuid: uuidOf('decision', id, 'control'), description: control }] }),
    ...(until === null ? {} : { deadline: `${until}${END_OF_DAY}` }),
    'risk-log': { entries: logOf(['decision', id], { by, at, approvedBy, approvedAt, endedAt }) },
  };
}

type Steps = { by: string; at: string; approvedBy: string | null; approvedAt: string | null; endedAt: string | null };

const logOf = (names: readonly string[], { by, at, approvedBy, approvedAt, endedAt }: Steps) => [
  { uuid: uuidOf(...names, 'proposed'), title: 'Proposed', start: at, 'logged-by': [{ 'party-uuid': personOf(by).uuid }] },
  ...(approvedBy === null || approvedAt === null ? [] : [{ uuid: uuidOf(...names, 'approved'), title: 'Approved', start: approvedAt, 'logged-by': [{ 'party-uuid': personOf(approvedBy).uuid }] }]),
  ...(endedAt === null ? [] : [{ uuid: uuidOf(...names, 'ended'), title: 'Ended', start: endedAt }]),
];
