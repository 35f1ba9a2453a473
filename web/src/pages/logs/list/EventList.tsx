import type { OcsfEvent } from '../../../../../src/logs/contract.ts';
import { useState } from 'react';
import type { Selection } from '../../../api/events.ts';
import type { Column } from '../../../ui/grid/column.ts';
import { Grid } from '../../../ui/grid/Grid.tsx';
import { Trouble } from '../../../ui/Trouble.tsx';
import { NothingFound } from './NothingFound.tsx';
import { useEventPages } from './useEventPages.ts';

/** Rows drawn as waiting below the known ones while more may follow. */
const AHEAD = 40;

type Props = {
  selection: Selection;
  oldestFirst: boolean;
  columns: readonly Column<OcsfEvent>[];
  /** Id of the event that is open beside the list. */
  open: string | undefined;
  onOpen: (event: OcsfEvent) => void;
  onWholeTime: () => void;
  onAgain: () => void;
};

/** The events that were found, in any number. */
export function EventList({ selection, oldestFirst, columns, open, onOpen, onWholeTime, onAgain }: Props) {
  const { known, more, loading, error, rowAt, need, retry } = useEventPages(selection, oldestFirst);
  const [active, setActive] = useState(-1);
  const show = (index: number) => {
    const event = rowAt(index);
    if (event !== undefined) onOpen(event);
  };
  const move = (index: number) => {
    setActive(index);
    if (open !== undefined) show(index);
  };
  const empty = known === 0 && !loading;
  return (
    <Grid
      label="Events"
      plain
      columns={columns}
      count={error === undefined && more ? known + AHEAD : known}
      rowAt={rowAt}
      keyOf={(event) => event.metadata.uid}
      active={active}
      onActive={move}
      onOpen={show}
      onRange={need}
    >
      {error === undefined ? null : <Trouble error={error} again={retry} />}
      {error === undefined && empty && !more ? <NothingFound selection={selection} onWholeTime={onWholeTime} onAgain={onAgain} /> : null}
    </Grid>
  );
}
