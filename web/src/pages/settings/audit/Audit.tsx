import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { addressOf } from '../../../api/client.ts';
import { auditPages } from '../../../api/settings.ts';
import { useMay } from '../../../app/session.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Field, Input } from '../../../ui/form/Field.tsx';
import { Grid } from '../../../ui/grid/Grid.tsx';
import { Drawer } from '../../../ui/overlay/Drawer.tsx';
import { PageHead } from '../../../ui/PageHead.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { windowOf, type Range } from '../../../ui/time/range.ts';
import { RangePicker } from '../../../ui/time/RangePicker.tsx';
import { useZone } from '../../../ui/time/zone.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { auditColumns } from './columns.tsx';
import s from '../Settings.module.css';

/** What people and machines did in Glacis. Nobody can change it. */
export function Audit() {
  const may = useMay();
  const zone = useZone();
  const [actor, setActor] = useState('');
  const [action, setAction] = useState('');
  const [range, setRange] = useState<Range>({ kind: 'last', span: '30d' });
  const [now] = useState(Date.now);
  const [active, setActive] = useState(-1);
  const [open, setOpen] = useState(-1);
  const filter = { actor: actor.trim(), action: action.trim(), ...windowOf(range, now) };
  const found = useInfiniteQuery(auditPages(filter));
  const entries = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data]);
  const columns = useMemo(() => auditColumns(zone), [zone]);
  const entry = entries[open];
  return (
    <>
      <PageHead title="Audit log" note="written by Glacis alone; no way to change it">
        {may('audit.export') ? <Button icon="download" onClick={() => location.assign(addressOf('/audit/export', filter))}>Export NDJSON</Button> : null}
      </PageHead>
      <div className={s.filters}>
        <Field label="Who">{(props) => <Input {...props} maxLength={256} value={actor} onChange={(event) => setActor(event.target.value)} />}</Field>
        <Field label="What">{(props) => <Input {...props} mono placeholder="session.create" maxLength={100} value={action} onChange={(event) => setAction(event.target.value)} />}</Field>
        <RangePicker range={range} onRange={setRange} />
      </div>
      <div className={s.list}>
        <Grid
          label="Audit log"
          columns={columns}
          count={entries.length}
          rowAt={(index) => entries[index]}
          keyOf={({ seq }) => String(seq)}
          active={active}
          onActive={(index) => { setActive(index); if (open >= 0) setOpen(index); }}
          onOpen={setOpen}
          onRange={(_, last) => { if (last >= entries.length - 20 && found.hasNextPage && !found.isFetching) void found.fetchNextPage(); }}
        >
          {found.error === null ? null : <Trouble error={found.error} again={() => void found.refetch()} />}
          {found.isSuccess && entries.length === 0 ? <Empty title="No entry matches" /> : null}
        </Grid>
        {entry === undefined ? null : (
          <Drawer label="Audit entry" onClose={() => setOpen(-1)} head={<h2 className="cut mono"><Text value={entry.action} /></h2>}>
            <pre style={{ padding: 16, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}><Text value={JSON.stringify(entry, null, 2)} /></pre>
          </Drawer>
        )}
      </div>
    </>
  );
}
