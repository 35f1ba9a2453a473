import { useState } from 'react';
import type { FactAnswer } from '../../../../../src/program/contract.ts';
import { Select, Input } from '../../../ui/form/Field.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Grid } from '../../../ui/grid/Grid.tsx';
import { useSorted } from '../../../ui/grid/sorted.ts';
import { countOf } from '../../../ui/text/numbers.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { factColumns } from './columns.tsx';
import { FactDrawer } from './FactDrawer.tsx';
import { narrowed, readEvidenceView, type EvidenceView } from './view.ts';
import s from './Evidence.module.css';

type Props = { facts: readonly FactAnswer[]; error: Error | null; view: EvidenceView; onChange: (part: Partial<EvidenceView>) => void };

/** The catalogue of facts with what each is now. */
export function FactsList({ facts, error, view, onChange }: Props) {
  const { rows, sorting } = useSorted(narrowed(facts, view), factColumns, { by: 'id' });
  const [active, setActive] = useState(-1);
  const selected = facts.find(({ id }) => id === view.fact);
  const hidden = facts.length - rows.length;
  return (
    <>
      <div className={s.filters}>
        <Input type="search" aria-label="Find facts" placeholder="Find by id or meaning" maxLength={200} value={view.search} onChange={(event) => onChange({ search: event.target.value, fact: undefined })} />
        <Select aria-label="Which facts" value={view.which} onChange={(event) => onChange({ which: readEvidenceView({ which: event.target.value }).which, fact: undefined })}>
          <option value="all">All facts</option>
          <option value="unknown">Not known</option>
          <option value="outside">From outside</option>
        </Select>
        <span className="quiet">{hidden === 0 ? countOf(rows.length, 'fact') : `${countOf(rows.length, 'fact')}, ${hidden} hidden`}</span>
      </div>
      <div className={s.grid}>
        <Grid
          label="Facts"
          columns={factColumns}
          count={rows.length}
          rowAt={(index) => rows[index]}
          keyOf={({ id }) => id}
          active={active}
          onActive={(index) => {
            setActive(index);
            if (view.fact !== undefined) onChange({ fact: rows[index]?.id });
          }}
          onOpen={(index) => onChange({ fact: rows[index]?.id })}
          sorting={sorting}
        >
          {error === null ? null : <Trouble error={error} />}
          {error === null && facts.length > 0 && rows.length === 0 ? <Empty title="No fact is like that">Conditions can ask only for facts of this catalogue.</Empty> : null}
        </Grid>
        {selected === undefined ? null : <FactDrawer key={selected.id} fact={selected} onSay={() => onChange({ doing: 'say' })} onClose={() => onChange({ fact: undefined })} />}
      </div>
    </>
  );
}
