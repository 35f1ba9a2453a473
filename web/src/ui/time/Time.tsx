import { exactTime, relative } from './instant.ts';
import { useNow } from './now.ts';
import { useZone } from './zone.ts';

/** How long ago, with the exact time on hover. */
export function Ago({ at }: { at: string | null }) {
  const now = useNow();
  const zone = useZone();
  if (at === null) return <span className="quiet">never</span>;
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={exactTime(ms, zone)}>
      {relative(ms, now)}
    </time>
  );
}

/** The exact time, with how long ago on hover. */
export function Exact({ at }: { at: string | number }) {
  const now = useNow();
  const zone = useZone();
  const ms = typeof at === 'number' ? at : Date.parse(at);
  return (
    <time className="mono" dateTime={new Date(ms).toISOString()} title={relative(ms, now)}>
      {exactTime(ms, zone)}
    </time>
  );
}
