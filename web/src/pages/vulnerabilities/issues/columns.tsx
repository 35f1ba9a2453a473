import { Icon } from '../../../ui/Icon.tsx';
import type { Column } from '../../../ui/grid/column.ts';
import { Severity } from '../../../ui/state/Severity.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { count, countOf } from '../../../ui/text/numbers.ts';
import { Since } from '../signs/Since.tsx';
import { ClockSign } from '../signs/ClockSign.tsx';
import { Epss, Exposed, Kev, Priority, sayFix } from '../signs/Marks.tsx';
import { Standing } from '../signs/Standing.tsx';
import type { Row } from './rows.ts';
import type { Sort } from './view.ts';
import s from './Issues.module.css';

/** Which order of the API each header asks for. */
export const sortOf: Readonly<Record<string, Sort>> = { priority: 'priority', severity: 'severity', where: 'places', due: 'due', since: 'newest' };
export const columnOf = (sort: Sort): string => Object.entries(sortOf).find(([, name]) => name === sort)?.[0] ?? 'priority';

export const issueColumns: readonly Column<Row>[] = [
  { id: 'priority', title: 'Prio', width: '48px', sorts: true, cell: (row) => (row.is === 'issue' ? <span className={row.within === undefined ? undefined : s.within}><Priority value={row.issue.priority} /></span> : row.is === 'group' ? <span className={s.fold}><Icon name={row.unfolded ? 'down' : 'right'} size={14} /></span> : null) },
  { id: 'severity', title: 'Severity', width: '112px', sorts: true, cell: severityCell },
  { id: 'epss', title: 'EPSS', width: '54px', cell: (row) => (row.is === 'issue' ? <Epss epss={row.issue.epss} /> : null) },
  { id: 'id', title: 'Issue', width: '160px', cell: idCell },
  { id: 'package', title: 'Package and fix', width: 'minmax(0, 1fr)', cell: packageCell, hint: (row) => (row.is === 'issue' ? row.issue.summary : row.group.label) },
  { id: 'where', title: 'Where', width: '88px', sorts: true, cell: whereCell },
  { id: 'state', title: 'State', width: '184px', cell: (row) => (row.is === 'issue' ? <span className={s.state}><Standing issue={row.issue} /></span> : null) },
  { id: 'since', title: 'Since', width: '58px', sorts: true, align: 'end', cell: (row) => (row.is === 'issue' ? <Since issue={row.issue} /> : null) },
  { id: 'due', title: 'Due', width: '112px', sorts: true, align: 'end', cell: (row) => (row.is === 'issue' ? <ClockSign clock={row.issue.clock} /> : null) },
];

function severityCell(row: Row) {
  switch (row.is) {
    case 'issue': return <span className={s.severity}><Severity value={row.issue.severity} short /><span className="mono">{row.issue.score?.toFixed(1) ?? <span className="quiet">none</span>}</span><Kev kev={row.issue.kev} /></span>;
    case 'group': return <Severity value={row.group.worst} />;
    case 'more': return null;
  }
}

function idCell(row: Row) {
  switch (row.is) {
    case 'issue': return <span className="mono"><Text value={row.issue.vulnerability} /></span>;
    case 'group': return <span>{countOf(row.group.issues, 'issue')}{row.group.undecided === 0 ? null : <span className="quiet"> · {count(row.group.undecided)} undecided</span>}</span>;
    case 'more': return null;
  }
}

function packageCell(row: Row) {
  switch (row.is) {
    case 'issue': {
      const { package: found, fix } = row.issue;
      return <span className="mono"><Text value={found.name} /> <span className="quiet">{fix.is === 'fixed' ? '→ ' : ''}<span className={fix.is === 'fixed' ? undefined : s.said}><Text value={sayFix(fix)} /></span></span></span>;
    }
    case 'group': return <b className="mono"><Text value={row.group.label || 'nobody'} /></b>;
    case 'more': return <span className="quiet">{countOf(row.left, 'more issue')}: Enter shows this group alone</span>;
  }
}

function whereCell(row: Row) {
  if (row.is !== 'issue') return null;
  const { places, exposed, running } = row.issue;
  return <span className={s.where} title={running ? 'Runs somewhere' : 'Runs nowhere, as far as is known'}><span className={running ? undefined : 'quiet'}>{countOf(places.assets, 'asset')}</span>{exposed ? <Exposed /> : null}</span>;
}
