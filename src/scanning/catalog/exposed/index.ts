import type { Cataloguer } from '../cataloguer.ts';
import { examiner } from './examine.ts';
import { MOST_BYTES, mayHoldSecrets } from './places.ts';
import { rules } from './rules/index.ts';

const examine = examiner(rules);

/**
 * Secrets that lie in texts: keys, tokens, passwords. Files that hold none by their place or kind are not looked at, nor are those of
 * more than 1 MiB or UTF-16; none of it makes a scan incomplete, since no package is missing.
 */
export const exposedSecrets: Cataloguer = {
  id: 'exposed-secrets',
  evidence: 'either',
  isOptional: true,
  wants: mayHoldSecrets,
  recognizes: isText,
  // `wants` refuses larger ones, so that nobody counts them as unread.
  maxBytes: MOST_BYTES,
  read({ bytes, path, name }) {
    const { secrets, isComplete } = examine(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, MOST_BYTES)), { path, name });
    return {
      ...(secrets.length > 0 ? { secrets } : {}),
      ...(isComplete ? {} : { warnings: ['So many words that stand beside secrets are in it that not all were looked at.'] }),
    };
  },
};

/** Whether these first bytes are of a text: no zeros, and few that are neither printed nor white space. */
function isText(head: Uint8Array): boolean {
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1b) controls += 1;
  }
  return head.length > 0 && controls <= head.length / 16;
}
