import { Link } from '@tanstack/react-router';
import type { Appearance, Place } from '../../../../../src/vulnerabilities/contract.ts';
import type { Column } from '../../../ui/grid/column.ts';
import { Severity } from '../../../ui/state/Severity.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';
import { Priority } from '../../vulnerabilities/signs/Marks.tsx';
import { StateSign } from '../../vulnerabilities/signs/StateSign.tsx';
import { readPurl } from './purl.ts';

const appearances: Record<Appearance, string> = {
  'new-advisory': 'new advisory', 'new-image': 'new image', 'new-node': 'new node', 'new-repository': 'new repository',
  'new-package': 'new package', 'policy-change': 'policy changed', 'came-back': 'came back',
};

/** What covers this place; an issue can be decided elsewhere and open here. */
const decided = { plan: 'planned', accept: 'accepted', 'not-affected': 'not-affected' } as const;
const stateHere = ({ decision, issue }: Place) => (decision === null ? (issue.state === 'triaged' ? 'triaged' : 'open') : decided[decision]);

export const placeColumns: readonly Column<Place>[] = [
  { id: 'priority', title: 'Priority', width: '60px', cell: ({ issue }) => <Priority value={issue.priority} /> },
  { id: 'severity', title: 'Severity', width: '116px', cell: ({ issue }) => <><Severity value={issue.severity} />{issue.score === null ? null : <span className="quiet"> {issue.score.toFixed(1)}</span>}</> },
  { id: 'vulnerability', title: 'Vulnerability', width: '164px', mono: true, cell: ({ issue }) => <Link to="/vulnerabilities/$id" params={{ id: issue.vulnerability }}>{issue.vulnerability}</Link> },
  { id: 'package', title: 'Package', width: 'minmax(120px, 1fr)', mono: true, hint: ({ purl, paths }) => [purl, ...paths.slice(0, 10)].join('\n'), cell: ({ purl, version }) => <><Text value={readPurl(purl).name} /> <span className="quiet"><Text value={version} /></span></> },
  { id: 'listening', title: 'Listens on', width: '132px', mono: true, hint: ({ listening }) => listening.join('\n'), cell: ({ listening }) => (listening.length === 0 ? <span className="quiet">–</span> : <span style={{ color: 'var(--high)' }}>{listening[0]?.replace(/\/tcp$/, '')}{listening.length > 1 ? ` +${listening.length - 1}` : ''}</span>) },
  { id: 'state', title: 'Here', width: '116px', cell: (place) => <StateSign value={stateHere(place)} /> },
  { id: 'appeared', title: 'Because', width: '108px', cell: ({ appeared }) => <span className="quiet">{appearances[appeared]}</span> },
  { id: 'opened', title: 'Found', width: '88px', align: 'end', cell: ({ openedAt }) => <Ago at={openedAt} /> },
];
