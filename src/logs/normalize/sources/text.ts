import { draft, put } from '../draft.ts';
import { levelWord } from '../level.ts';
import { source } from '../source.ts';
import { scanText } from '../read/scan.ts';

/** A level in capitals at the head: `ERROR …`, `[WARN] …`, `INFO: …`. */
const FIRST_WORD = /^\[?([A-Z]{3,13})(?=[\]: ])/;

/** Any text: kept as it is, found by its words, addresses and hashes. */
export const text = source({
  id: 'text',
  title: 'Plain text',
  product: { name: 'text' },
  generic: true,
  recognizes: () => true,
  parse(line) {
    const event = draft(line, 'text');
    event.parsed = false;
    const word = FIRST_WORD.exec(line.message)?.[1] ?? '';
    put(event, 'metadata.log_level', levelWord(word));
    scanText(event, line.message);
    return event;
  },
});
