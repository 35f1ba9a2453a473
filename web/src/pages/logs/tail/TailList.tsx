import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { OcsfEvent } from '../../../../../src/logs/contract.ts';
import { Button } from '../../../ui/form/Button.tsx';
import type { Column } from '../../../ui/grid/column.ts';
import { Grid } from '../../../ui/grid/Grid.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { count } from '../../../ui/text/numbers.ts';
import { tailOf } from './tail.ts';
import s from './TailList.module.css';

type Props = { query: string; columns: readonly Column<OcsfEvent>[]; open: string | undefined; onOpen: (event: OcsfEvent) => void; onStop: () => void };

const connections = { opening: 'Connecting…', open: 'Following: new events appear on top', lost: 'Connection lost, trying again…' } as const;

/** Events as they are stored, newest on top. Scrolling down or opening one holds the rest back until the reader returns. */
export function TailList({ query, columns, open, onOpen, onStop }: Props) {
  const tail = useMemo(() => tailOf(query), [query]);
  useEffect(() => {
    tail.open();
    return () => tail.close();
  }, [tail]);
  const { rows, held, skipped, connection, error } = useSyncExternalStore(tail.subscribe, tail.state);
  const [scrolled, setScrolled] = useState(false);
  const [active, setActive] = useState(-1);
  const reading = scrolled || open !== undefined || active > 0;
  useEffect(() => tail.pause(reading), [tail, reading]);

  const show = (index: number) => {
    const event = rows[index];
    if (event !== undefined) onOpen(event);
  };
  const resume = () => setActive(-1);
  return (
    <div className={s.tail}>
      <div className={s.state} data-connection={connection} role="status">
        <i className={s.light} />
        <span>{reading ? `Held while you read: ${count(held)} new` : connections[connection]}</span>
        {skipped === 0 ? null : <span>{count(skipped)} came too fast to be shown; a search finds them</span>}
        {reading && held > 0 ? <Button look="bare" icon="up" onClick={resume}>Show them</Button> : null}
        <Button look="bare" icon="pause" className={s.stop} onClick={onStop}>Stop</Button>
      </div>
      <div className={s.rows}>
        <Grid
          label="New events"
          plain
          columns={columns}
          count={rows.length}
          rowAt={(index) => rows[index]}
          keyOf={(event) => event.metadata.uid}
          active={active}
          onActive={(index) => { setActive(index); if (open !== undefined) show(index); }}
          onOpen={show}
          onScrolled={(top) => setScrolled(top > 0)}
        >
          {error === undefined ? null : <Trouble error={error} />}
        </Grid>
      </div>
    </div>
  );
}
