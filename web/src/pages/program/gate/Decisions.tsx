import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { GateAnswer } from '../../../../../src/program/contract.ts';
import { bundleAddress, decisionsQuery } from '../../../api/program.ts';
import { Code } from '../../../ui/Code.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Icon } from '../../../ui/Icon.tsx';
import { GateSign } from '../../../ui/state/GateSign.tsx';
import { Exact } from '../../../ui/time/Time.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import s from './Gate.module.css';

const FEW = 6;

/** The signed decisions, as a file, and how to check them without asking anybody. */
export function Decisions({ gate: { id } }: { gate: GateAnswer }) {
  const { data, error } = useQuery(decisionsQuery(id));
  const [all, setAll] = useState(false);
  const shown = all ? data?.items : data?.items.slice(0, FEW);
  return (
    <section className={s.section} aria-labelledby="decisions">
      <div className={s.head}>
        <h3 id="decisions">Decisions</h3>
        <span className="quiet">signed, each naming the one before it</span>
        <a href={bundleAddress(id)} download={`${id}.bundle.json`} style={{ display: 'inline-flex', gap: 6 }}><Icon name="download" />Bundle</a>
      </div>
      {error === null ? null : <Trouble error={error} />}
      {shown === undefined ? null : (
        <table className={s.decisions}>
          <thead><tr><th scope="col">Decided</th><th scope="col">State</th><th scope="col">Evaluation</th><th scope="col">Key</th></tr></thead>
          <tbody>
            {shown.map(({ at, state, digest, keyid }) => (
              <tr key={`${at} ${digest}`}><td><Exact at={at} /></td><td><GateSign value={state} /></td><td><code className="quiet" title={`sha256:${digest}`}>{digest.slice(0, 12)}</code></td><td><code className="quiet" title={keyid}>{keyid.slice(0, 12)}</code></td></tr>
            ))}
          </tbody>
        </table>
      )}
      {data !== undefined && data.items.length > FEW && !all ? <Button look="bare" onClick={() => setAll(true)}>{data.items.length - FEW} more</Button> : null}
      {data === undefined || data.rootKey === null ? null : (
        <div className={s.how}>
          <p className="quiet">Check the file offline, years from now: it exits with 0 where every decision is sound, with 4 where one was tampered with.</p>
          <Code text={`glacis gate verify ${id}.bundle.json --trust ${data.rootKey}`} />
        </div>
      )}
    </section>
  );
}
