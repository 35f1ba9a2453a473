import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { policyQuery } from '../../../api/vulnerabilities.ts';
import { useMay } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { PageHead } from '../../../ui/PageHead.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { Ago } from '../../../ui/time/Time.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { Clocks } from './Clocks.tsx';
import { EditPolicy } from './EditPolicy.tsx';
import { sayHours, sentencesOf } from './sentences.ts';
import s from './Policy.module.css';

/** What must be resolved or planned, how fast, and who may approve it: said in sentences, changed as text. */
export function Policy() {
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery(policyQuery);
  const note = data === undefined ? undefined : data.version === 0 ? 'as Glacis comes' : <>version {data.version}, by <Text value={data.changedBy} />{data.changedAt === null ? null : <>, <Ago at={data.changedAt} /></>}</>;
  return (
    <>
      <PageHead title="Policy and clocks" note={note}>
        {may('policy.write') && !editing && data !== undefined ? <Button onClick={() => setEditing(true)}>Change</Button> : null}
      </PageHead>
      {error === null ? null : <Trouble error={error} again={() => void refetch()} />}
      {data === undefined ? null : editing ? <EditPolicy policy={data.policy} onClose={() => setEditing(false)} /> : (
        <div className={s.page} tabIndex={0} role="region" aria-label="Policy">
          <section className={s.part}>
            <div className={s.sentences}>{sentencesOf(data.policy).map((sentence) => <p key={sentence}>{sentence}</p>)}</div>
          </section>
          <section className={s.part}>
            <h2>Clocks</h2>
            <Clocks policy={data.policy} />
            <p className="quiet">From the day on which an issue opened, or opened again. What nobody rated counts as medium, what is negligible as low. A scan never starts a clock anew.</p>
          </section>
          <section className={s.part}>
            <h2>How fresh what is known has to be</h2>
            <p>A node is looked at again within {sayHours(data.policy.freshness.node)}, a running image within {sayHours(data.policy.freshness.image)}, a repository within {sayHours(data.policy.freshness.repository)}; beyond that it counts as not seen.</p>
          </section>
        </div>
      )}
    </>
  );
}
