import { draft } from '../draft.ts';
import type { Normalized } from '../draft.ts';
import type { Line } from '../line.ts';
import { source } from '../source.ts';
import { scanText } from '../read/scan.ts';

/** A program's message by syslog or in a syslog file that no other source takes. */
export const syslog = source({
  id: 'syslog',
  title: 'Syslog, any program',
  product: { name: 'syslog' },
  generic: true,
  recognizes: ({ envelope, app, host, json }) => (envelope === 'syslog' || (envelope === 'file' && (app !== '' || host !== ''))) && json === null,
  parse: (line) => message(line, 'syslog'),
});

/** A program's message in the journal that no other source takes. */
export const journald = source({
  id: 'journald',
  title: 'systemd journal, any program',
  product: { name: 'journald', vendor_name: 'systemd' },
  generic: true,
  recognizes: ({ envelope, json }) => envelope === 'journald' && json === null,
  parse: (line) => message(line, 'journald'),
});

function message(line: Line, format: string): Normalized {
  const event = draft(line, format);
  scanText(event, line.message);
  return event;
}
