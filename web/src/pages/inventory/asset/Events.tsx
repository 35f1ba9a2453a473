import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { latestEventsQuery } from '../../../api/inventory.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { Outcome, outcomeOf } from '../../../ui/state/Outcome.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { exactTime, rowTime } from '../../../ui/time/instant.ts';
import { useZone } from '../../../ui/time/zone.ts';
import { Trouble } from '../../../ui/Trouble.tsx';
import { messageOf, textAt } from '../../logs/event/read.ts';
import { logsLink } from '../../logs/view.ts';
import { hostQuery } from './hostQuery.ts';
import s from './Asset.module.css';

const ROW_CHARS = 400;

/** The last lines that a node sent or that tell of it. */
export function Events({ node }: { node: string }) {
  const zone = useZone();
  const query = hostQuery(node);
  const { data, error } = useQuery(latestEventsQuery(query));
  return (
    <div className={s.scroll}>
      {error === null ? null : <Trouble error={error} />}
      {data?.items.length === 0 ? <Empty title="No line tells of it"><p>Its logs stand here when they are sent.</p><Link to="/sources" search={{ new: '1' }}>Add a source</Link></Empty> : null}
      {data === undefined || data.items.length === 0 ? null : (
        <>
          <table className={`${s.table} ${s.events}`}>
            <caption className="unseen">Latest events</caption>
            <thead><tr><th scope="col" style={{ width: 164 }}>Time</th><th scope="col" style={{ width: 36 }}><span className="unseen">Outcome</span></th><th scope="col" style={{ width: 120 }}>Source</th><th scope="col">Message</th></tr></thead>
            <tbody>
              {data.items.map((event) => (
                <tr key={textAt(event, 'metadata.uid')}>
                  <td title={exactTime(event.time, zone)} className="quiet">{rowTime(event.time, zone)}</td>
                  <td><Outcome value={outcomeOf(event['status_id'])} /></td>
                  <td><Text value={textAt(event, 'metadata.log_source')} /></td>
                  <td><Text value={messageOf(event).slice(0, ROW_CHARS)} /></td>
                </tr>
              ))}
            </tbody>
          </table>
          <p style={{ paddingTop: 10 }}><Link {...logsLink({ query, range: { kind: 'all' } })}>All of its events in Logs</Link></p>
        </>
      )}
    </div>
  );
}
