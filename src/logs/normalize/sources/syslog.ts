import { draft } from '../draft.ts';
import { source } from '../source.ts';
import { scanText } from '../read/scan.ts';

/** A program's message by syslog, in a syslog file or in the journal, that no other source takes. */
export const syslog = source({
  id: 'syslog',
  title: 'Syslog or journal, any program',
  product: { name: 'syslog' },
  recognizes: ({ envelope, app, host, json }) => (envelope === 'syslog' || envelope === 'journald' || (envelope === 'file' && (app !== '' || host !== ''))) && json === null,
  parse(line) {
    const event = draft(line, 'syslog');
    scanText(event, line.message);
    return event;
  },
});
