import { useState } from 'react';
import type { IssueDetail } from '../../../../../src/vulnerabilities/contract.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { capital } from '../../../ui/text/words.ts';
import { Exact } from '../../../ui/time/Time.tsx';
import s from './Issue.module.css';

const FEW = 12;

/** What happened to it, the newest first. */
export function History({ history }: { history: IssueDetail['history'] }) {
  const [all, setAll] = useState(false);
  const newest = history.toReversed();
  const shown = all ? newest : newest.slice(0, FEW);
  return (
    <section className={s.section}>
      <h3>History</h3>
      <ul className={s.history}>
        {shown.map(({ at, what, by, note }, index) => (
          <li key={`${at} ${what} ${index}`}>
            <span><Text value={capital(what)} /> by <b><Text value={by} /></b>{note === '' ? null : <span className="quiet"> · <Text value={note} /></span>}</span>
            <Exact at={at} />
          </li>
        ))}
      </ul>
      {shown.length < newest.length ? <button type="button" className={s.more} onClick={() => setAll(true)}>{newest.length - FEW} before that</button> : null}
    </section>
  );
}
