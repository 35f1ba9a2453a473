import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { OcsfEvent } from '../../../../src/logs/contract.ts';
import { fieldsQuery, type Selection } from '../../api/events.ts';
import { RangePicker } from '../../ui/time/RangePicker.tsx';
import { useZone } from '../../ui/time/zone.ts';
import { LogsHead } from './actions/LogsHead.tsx';
import { QueryBar } from './bar/QueryBar.tsx';
import { EventDrawer } from './event/EventDrawer.tsx';
import { Facets } from './facets/Facets.tsx';
import { eventColumns } from './list/columns.tsx';
import { EventList } from './list/EventList.tsx';
import { toggled, wordsOf } from './query/terms.ts';
import { TailList } from './tail/TailList.tsx';
import { Timeline } from './Timeline.tsx';
import { pivotingIn } from './pivotingIn.ts';
import { useSelection } from './useSelection.ts';
import { useLogsView } from './useView.ts';
import s from './Logs.module.css';

const DAY_MS = 86_400_000;
const withinDay = ({ from, to }: Selection): boolean => from !== undefined && to !== undefined && Date.parse(to) - Date.parse(from) <= DAY_MS;

/** Ask, narrow down, read: everything on this page stands in its address. */
export function Logs() {
  const [view, change] = useLogsView();
  const { selection, at, again } = useSelection(view);
  const { data: fields = [] } = useQuery(fieldsQuery);
  const zone = useZone();
  const [opened, setOpened] = useState<OcsfEvent>();
  const known = opened?.metadata.uid === view.event ? opened : undefined;

  const columnKey = view.columns.join();
  const withDay = !view.live && !withinDay(selection);
  const columns = useMemo(() => eventColumns(fields, columnKey.split(',').filter(Boolean), wordsOf(view.query), { zone, withDay }), [fields, columnKey, view.query, zone, withDay]);
  const work = useRef<HTMLDivElement>(null);

  const open = useCallback((event: OcsfEvent) => {
    setOpened(event);
    change({ event: event.metadata.uid }, 'quietly');
  }, [change]);
  const close = () => {
    change({ event: undefined }, 'quietly');
    work.current?.querySelector<HTMLElement>('[role=grid]')?.focus();
  };
  const run = (query: string) => {
    if (query === view.query) again();
    else change({ query, event: undefined });
  };
  const choose = (from: number, to: number) =>
    change({ range: { kind: 'between', from: new Date(from).toISOString(), to: new Date(to).toISOString() }, event: undefined });

  return (
    <div className={s.page}>
      <LogsHead view={view} selection={selection} onChange={change} />
      <div className={s.ask}>
        <QueryBar query={view.query} onRun={run} />
        <RangePicker range={view.range} onRange={(range) => change({ range })} />
      </div>
      {view.live ? null : <Timeline selection={selection} onChoose={choose} />}
      <div className={s.found} ref={work}>
        <Facets selection={selection} onToggle={(field, value, exclude) => change((now) => ({ query: toggled(now.query, field, value, exclude) }))} />
        <div className={s.list}>
          {view.live ? (
            <TailList query={view.query} columns={columns} open={view.event} onOpen={open} onStop={() => change({ live: false })} />
          ) : (
            <EventList key={JSON.stringify([selection, at, view.oldestFirst])} selection={selection} oldestFirst={view.oldestFirst} columns={columns} open={view.event} onOpen={open} onWholeTime={() => change({ range: { kind: 'all' } })} onAgain={again} />
          )}
        </div>
        {view.event === undefined ? null : <EventDrawer id={view.event} known={known} pivotingOf={pivotingIn(change)} onClose={close} />}
      </div>
    </div>
  );
}
