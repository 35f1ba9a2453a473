import { source } from '../source.ts';
import { attempt } from './sshd-attempt.ts';
import { connection } from './sshd-connection.ts';
import { SSHD, sshdShapes } from './sshd-shapes.ts';

/** OpenSSH server messages; since 9.8 they come from sshd-session, since 10 from sshd-auth too. */
export const sshd = source({
  id: 'sshd',
  title: 'OpenSSH server',
  product: { name: 'OpenSSH', vendor_name: 'OpenBSD' },
  shapes: sshdShapes,
  recognizes: ({ app }) => SSHD.includes(app),
  parse(line) {
    const text = line.message;
    if (text.startsWith('Failed ')) return attempt(line, false);
    if (text.startsWith('Accepted ')) return attempt(line, true);
    return connection(line);
  },
});
