import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Asset } from '../../../../src/inventory/contract.ts';
import { Input, Select } from '../../ui/form/Field.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { useSettled } from '../../ui/useSettled.ts';
import { foundSaid } from './said.ts';
import type { AssetsView } from './view.ts';
import s from './Inventory.module.css';

type Props = { view: AssetsView; assets: readonly Asset[]; /** How many match, and how many there are. */ total: number | undefined; all: number | undefined; onChange: (part: Partial<AssetsView>) => void };

const PAUSE_MS = 200;

/** How many there are, how many the filter hides, and the filters that are words. */
export function AssetsHead({ view, assets, total, all, onChange }: Props) {
  const [typed, setTyped] = useState(view.search);
  const settled = useSettled(typed, PAUSE_MS);
  const sent = useRef(view.search);
  // What was typed moves the address once it rests; an address that moved by itself is typed for the reader.
  useEffect(() => {
    if (settled === sent.current) return;
    sent.current = settled;
    onChange({ search: settled });
  }, [settled]);
  useEffect(() => {
    if (view.search === sent.current) return;
    sent.current = view.search;
    setTyped(view.search);
  }, [view.search]);
  return (
    <PageHead title="Assets" note={total === undefined ? undefined : foundSaid(total, all)}>
      <Input type="search" className={s.search} aria-label="Part of a name or digest" placeholder="Name or digest" maxLength={200} value={typed} onChange={(event) => setTyped(event.target.value)} />
      <Choice label="Owner" every="Every owner" value={view.owner} known={assets.map(({ owner }) => owner)} onChange={(owner) => onChange({ owner })} />
      <Choice label="Environment" every="Everywhere" value={view.environment} known={assets.map(({ environment }) => environment)} onChange={(environment) => onChange({ environment })} />
      <Link to="/coverage" className={s.link}>Coverage</Link>
    </PageHead>
  );
}

type ChoiceProps = { label: string; every: string; value: string | undefined; known: readonly (string | null)[]; onChange: (value: string | undefined) => void };

/** One of the names that are in the list. */
function Choice({ label, every, value, known, onChange }: ChoiceProps) {
  const names = [...new Set([...known, value ?? null])].filter((name) => name !== null).filter((name) => name !== '-').toSorted((a, b) => a.localeCompare(b, 'en'));
  return (
    <Select className={s.choice} aria-label={label} value={value ?? ''} onChange={(event) => onChange(event.target.value || undefined)}>
      <option value="">{every}</option>
      {label === 'Owner' ? <option value="-">Nobody</option> : null}
      {names.map((name) => <option key={name} value={name}>{name}</option>)}
    </Select>
  );
}
