import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { receiversQuery } from '../../api/sources.ts';
import { useMay } from '../../app/session.tsx';
import { Code } from '../../ui/Code.tsx';
import s from './Overview.module.css';

const isHere = /^(localhost|127\.|\[::1\])/.test(location.hostname);

/** A fresh house: the one command that brings the first line, and the way to the rest. */
export function FirstLogs() {
  const may = useMay();
  const { data: receivers } = useQuery({ ...receiversQuery, enabled: may('sources.read') });
  const port = receivers?.syslogPort ?? 0;
  return (
    <div className={s.first}>
      <section>
        <h2>No logs yet</h2>
        {isHere && port !== 0 ? (
          <>
            <p className="quiet">Syslog from this machine is taken as it is. Run this, and look at Logs:</p>
            <Code text={`logger --server 127.0.0.1 --port ${port} --tcp --rfc5424 --octet-count "hello glacis"`} />
          </>
        ) : <p className="quiet">Lines appear in Logs a second after a source has sent them.</p>}
      </section>
      {may('sources.write') ? (
        <section>
          <h2>Connect what matters</h2>
          <p className="quiet">Add a source for each machine or service and paste its set-up: rsyslog, syslog-ng, journald or curl.</p>
          <Link to="/sources" search={{ new: '1' }}>Add a source</Link>
        </section>
      ) : null}
    </div>
  );
}
