import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { issueGroupsQuery, policyQuery } from '../../../api/vulnerabilities.ts';
import { useMe } from '../../../app/session.tsx';
import { Field, TextArea } from '../../../ui/form/Field.tsx';
import { useNow } from '../../../ui/time/now.ts';
import { addBusinessDays, businessDaysTo, dayOf, usualCalendar } from '../days/calendar.ts';
import { businessDays, readDay, sayDay } from '../days/words.ts';
import { remediateBy, sayApproval } from '../policy/sentences.ts';
import { Completion } from './Completion.tsx';
import { DayField } from './DayField.tsx';
import { Dialogue, useScope } from './Dialogue.tsx';
import { changeFor, common, titleOf, type Target } from './target.ts';
import s from './Decide.module.css';

type Props = { target: Target; onClose: () => void; onDone: () => void };

/** The teams that answer for issues now. */
export function useOwners(): string[] {
  const { data = [] } = useQuery(issueGroupsQuery({}, 'owner'));
  return data.map(({ value }) => value).filter((value) => value !== '' && value !== '-');
}

/** Who fixes it, by when, with which change. */
export function PlanDialog({ target, onClose, onDone }: Props) {
  const me = useMe();
  const today = dayOf(useNow());
  const owners = useOwners();
  const { data } = useQuery(policyQuery);
  const policy = data?.policy;
  const calendar = policy ?? usualCalendar;
  const dues = policy === undefined ? [] : target.known.map((issue) => remediateBy(issue, policy)).sort();
  const due = dues[0];
  const [owner, setOwner] = useState(common(target.known, (issue) => issue.owner) ?? '');
  const [typed, setTyped] = useState<string>();
  const [change, setChange] = useState(changeFor(target));
  const [scope, scopeField] = useScope();
  // Until somebody writes a day, it is the one that policy wants, where that is still to come.
  const day = typed ?? (due !== undefined && due > today ? due : addBusinessDays(today, 5, calendar));
  const read = readDay(day, { today, calendar, due });
  const wrong = (at: string) => (at < today ? 'That day is over.' : undefined);
  const complete = owner.trim() !== '' && change.trim() !== '' && read !== undefined && wrong(read) === undefined;

  return (
    <Dialogue
      title={`Plan ${titleOf(target)}`}
      verb="Plan"
      target={target}
      action={complete ? { do: 'plan', owner: owner.trim(), due: read, change: change.trim(), note: '', scope } : undefined}
      approval={policy === undefined ? '' : sayApproval(policy.plan, target.known.map(({ severity }) => severity), me.role)}
      onClose={onClose}
      onDone={onDone}
    >
      <div className={s.pair}>
        <Field label="Who does it" hint="A team or a person. ↓ offers those that are known.">
          {(props) => <Completion {...props} maxLength={100} value={owner} known={owners} onValue={setOwner} />}
        </Field>
        <DayField label="By when" typed={day} onTyped={setTyped} today={today} calendar={calendar} due={due} wrong={wrong}>
          {(at) => (due === undefined ? null : <Against day={at} due={due} today={today} behind={dues.filter((wanted) => wanted < at).length} of={dues.length} late={businessDaysTo(due, at, calendar)} />)}
        </DayField>
      </div>
      <Field label="The change that fixes it" hint="A pull request, an upgrade, a rebuild: what somebody can check on that day.">
        {(props) => <TextArea {...props} rows={2} maxLength={2_000} value={change} onChange={(event) => setChange(event.target.value)} />}
      </Field>
      {scopeField}
    </Dialogue>
  );
}

type AgainstProps = { day: string; due: string; today: string; behind: number; of: number; late: number };

/** A day beside the one that policy wants. */
const Against = ({ day, due, today, behind, of, late }: AgainstProps) =>
  day <= due
    ? <span className={s.within}>. Policy wants {of === 1 ? 'it' : 'the first'} by {sayDay(due, today)}.</span>
    : <span className={s.beyond}>. Policy {due < today ? 'wanted' : 'wants'} {of === 1 ? 'it' : 'the first'} by {sayDay(due, today)}: {businessDays(late)} beyond{of === 1 ? '' : `, for ${behind} of ${of}`}.</span>;
