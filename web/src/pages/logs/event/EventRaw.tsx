import type { OcsfEvent } from '../../../../../src/logs/contract.ts';
import { useState } from 'react';
import { CopyIcon } from '../../../ui/Copy.tsx';
import { Tabs } from '../../../ui/Tabs.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import type { Span } from '../../../ui/text/marks.ts';
import { PivotMenu, type Pivoting } from './PivotMenu.tsx';
import { observablesOf, rawOf } from './read.ts';
import s from './Event.module.css';

const SHOWN = 100_000;

/** Path whose values are entities, whatever kind of thing an observable is. */
const ENTITY_PATH = 'user.name';

/** What was received, byte for byte as text, and what it mentions. */
export function EventRaw({ event, pointed, pivoting }: { event: OcsfEvent; pointed: string | null; pivoting: Pivoting }) {
  const [as, setAs] = useState<'line' | 'json'>('line');
  const raw = rawOf(event);
  const text = as === 'line' ? raw : JSON.stringify(event, null, 2);
  const mentioned = observablesOf(event);
  return (
    <div className={s.received}>
      <div className={s.rawHead}>
        <Tabs label="As" chosen={as} onChoose={setAs} tabs={[{ id: 'line', title: 'As received' }, { id: 'json', title: 'OCSF' }]} />
        <CopyIcon text={text} label={as === 'line' ? 'Copy the line' : 'Copy as JSON'} />
      </div>
      <pre className={s.raw}><Text value={text.slice(0, SHOWN)} pointed={as === 'line' ? placeIn(raw, pointed) : undefined} /></pre>
      {text.length > SHOWN ? <p className="quiet">The first {SHOWN.toLocaleString('en-US')} characters; copying takes all.</p> : null}
      {mentioned.length === 0 ? null : (
        <section>
          <h3 className={s.group}>Mentions</h3>
          <ul>
            {mentioned.map(({ type, value }) => (
              <li key={`${type} ${value}`} className={s.mention}>
                <span className="quiet">{type}</span>
                <PivotMenu path={ENTITY_PATH} value={value} pivot={{ field: 'entity', value }} pivoting={pivoting} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** Where a value stands in the line. A single character would be found anywhere. */
function placeIn(raw: string, value: string | null): Span | undefined {
  if (value === null || value.length < 2) return undefined;
  const start = raw.indexOf(value);
  return start === -1 ? undefined : { start, end: start + value.length };
}
