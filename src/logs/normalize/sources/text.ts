import { draft } from '../draft.ts';
import { source } from '../source.ts';
import { scanText } from '../read/scan.ts';

/** Any text: kept as it is, found by its words, addresses and hashes. */
export const text = source({
  id: 'text',
  title: 'Plain text',
  product: { name: 'text' },
  recognizes: () => true,
  parse(line) {
    const event = draft(line, 'text');
    scanText(event, line.message);
    return event;
  },
});
