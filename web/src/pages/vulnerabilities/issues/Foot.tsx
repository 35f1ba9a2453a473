import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { issuesSummaryQuery } from '../../../api/vulnerabilities.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Kbd } from '../../../ui/Kbd.tsx';
import { count, countOf } from '../../../ui/text/numbers.ts';
import { steps, type Step } from '../decide/steps.ts';
import type { Tab } from './view.ts';
import s from './Issues.module.css';

type Props = {
  tab: Tab;
  /** How many issues the filter leaves; undefined until it is known. */
  total: number | undefined;
  /** How many are marked. */
  marked: number;
  all: boolean;
  busy: boolean;
  /** Whether a step is allowed and fits any of what is marked. */
  may: (step: Step) => boolean;
  onStep: (step: Step) => void;
  onUnmark: () => void;
  onShowAll: () => void;
};

const offered = ['plan', 'accept', 'not-affected', 'assign', 'triage', 'approve', 'reopen'] as const satisfies readonly Step[];
/** Counts are exact to this. */
const MOST = 10_000;
const most = (value: number): string => (value >= MOST ? `${count(MOST)} or more` : count(value));

/** What can be done with all that is marked; without marks, what is shown, what is not, and the keys. */
export function Foot({ tab, total, marked, all, busy, may, onStep, onUnmark, onShowAll }: Props) {
  const { data: summary } = useQuery(issuesSummaryQuery);
  if (marked > 0 || all) {
    return (
      <div className={s.foot} data-marked role="toolbar" aria-label="Marked issues">
        <b>{all ? `All ${most(marked)} marked` : `${countOf(marked, 'issue')} marked`}</b>
        {offered.filter(may).map((step, index) => <Button key={step} look={index === 0 ? 'primary' : 'plain'} busy={busy} onClick={() => onStep(step)}>{steps[step].verb} <Kbd keys={steps[step].key} /></Button>)}
        <span className={s.end}><Button look="bare" onClick={onUnmark}>Unmark</Button></span>
      </div>
    );
  }
  const everything = tab === 'resolved' ? summary?.byState.resolved : summary?.open;
  const hidden = total === undefined || everything === undefined ? 0 : Math.max(0, everything - total);
  return (
    <div className={s.foot}>
      <span>{total === undefined ? 'Counting…' : <><b>{most(total)}</b> {total === 1 ? 'issue' : 'issues'}</>}</span>
      {hidden === 0 ? null : <span>· the filter hides {most(hidden)} {tab === 'resolved' ? 'resolved' : 'open'} ones <button type="button" style={{ color: 'var(--accent)' }} onClick={onShowAll}>Show all</button></span>}
      <span className={s.end}>
        <Key keys="j" /><Key keys="x">mark</Key><Key keys="*">all</Key>
        {may('plan') ? <><Key keys="p">plan</Key><Key keys="a">accept</Key><Key keys="n">not affected</Key><Key keys="o">assign</Key></> : null}
        <Key keys="?">all keys</Key>
      </span>
    </div>
  );
}

const Key = ({ keys, children }: { keys: string; children?: ReactNode }) => <span className={s.keys}>{keys === 'j' ? <><Kbd keys="j" /><Kbd keys="k" /></> : <Kbd keys={keys} />}{children ?? 'move'}</span>;
