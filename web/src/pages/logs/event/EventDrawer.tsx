import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OcsfEvent } from '../../../../../src/logs/contract.ts';
import { eventQuery } from '../../../api/events.ts';
import { Drawer } from '../../../ui/overlay/Drawer.tsx';
import { Outcome, outcomeOf } from '../../../ui/state/Outcome.tsx';
import { Exact } from '../../../ui/time/Time.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { EventFields, type Point } from './EventFields.tsx';
import { EventRaw } from './EventRaw.tsx';
import type { Pivoting } from './PivotMenu.tsx';
import { textAt } from './read.ts';
import s from './Event.module.css';

type Props = { id: string; /** The event, where the list has it. */ known: OcsfEvent | undefined; pivotingOf: (event: OcsfEvent) => Pivoting; onClose: () => void };

/** One event whole: what was understood beside what was received. */
export function EventDrawer({ id, known, pivotingOf, onClose }: Props) {
  const { data = known, error } = useQuery({ ...eventQuery(id), enabled: known === undefined });
  const [pointed, setPointed] = useState<Point>(null);
  return (
    <Drawer
      wide
      label="Event"
      onClose={onClose}
      head={data === undefined ? <h2>Event</h2> : (
        <>
          <Outcome value={outcomeOf(data['status_id'])} />
          <h2 className="cut">{textAt(data, 'class_name') || 'Event'}</h2>
          <span className="quiet"><Exact at={data.time} /></span>
        </>
      )}
    >
      {error === null || data !== undefined ? null : <Trouble error={error} />}
      {data === undefined ? null : (
        <div className={s.both}>
          <EventFields key={id} event={data} pivoting={pivotingOf(data)} onPoint={setPointed} />
          <EventRaw event={data} pointed={pointed} pivoting={pivotingOf(data)} />
        </div>
      )}
    </Drawer>
  );
}
