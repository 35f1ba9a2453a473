import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { events, type Selection } from '../../../api/events.ts';
import { Button } from '../../../ui/form/Button.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Exact } from '../../../ui/time/Time.tsx';

/** Nothing matches here: says whether something does at another time, and what to do. */
export function NothingFound({ selection, onWholeTime, onAgain }: { selection: Selection; onWholeTime: () => void; onAgain: () => void }) {
  const bounded = selection.from !== undefined || selection.to !== undefined;
  const { data: newest } = useQuery({
    queryKey: ['events', 'newest', selection.query],
    queryFn: ({ signal }) => events({ query: selection.query, from: undefined, to: undefined, limit: 1 }, signal),
    enabled: bounded,
    retry: false,
  });
  const last = newest?.items[0];
  if (bounded && last !== undefined) {
    return (
      <Empty title="Nothing in this time">
        <p>The newest event that matches happened at <Exact at={last.time} />.</p>
        <Button icon="clock" onClick={onWholeTime}>Look at all time</Button>
      </Empty>
    );
  }
  if (selection.query === '' && (!bounded || newest !== undefined)) {
    return (
      <Empty title="No logs yet">
        <p>Lines appear here a second after a source has sent them.</p>
        <Link to="/sources" search={{ new: '1' }}>Add a source</Link>
      </Empty>
    );
  }
  return <Empty title="No event matches">{bounded && newest === undefined ? null : <><p>Not at any time. Take a term out of the query, or look again: new lines take a second to be found.</p><Button icon="refresh" onClick={onAgain}>Look again</Button></>}</Empty>;
}
