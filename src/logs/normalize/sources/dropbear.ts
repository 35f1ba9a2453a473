import { from, observe, put } from '../draft.ts';
import { OBSERVABLE } from '../../ocsf/captions.ts';
import { splitHostPort } from '../address.ts';
import { signIn } from '../meaning.ts';
import { source } from '../source.ts';

/** Source: dropbear 2024 svr-authpasswd.c, svr-authpubkey.c, svr-auth.c. */
const SAYINGS: readonly { success: boolean; means: string; action: string; says: RegExp }[] = [
  { success: false, means: 'password', action: 'failed-password', says: /^Bad (?:PAM )?password attempt for '(?<user>.*)' from (?<peer>\S+)$/ },
  { success: false, means: '', action: 'failed-unknown-user', says: /^Login attempt for nonexistent user(?: '(?<user>.*)')? from (?<peer>\S+)$/ },
  { success: true, means: 'password', action: 'accepted-password', says: /^(?:PAM p|P)assword auth succeeded for '(?<user>.*)' from (?<peer>\S+)$/ },
  { success: true, means: 'publickey', action: 'accepted-publickey', says: /^Pubkey auth succeeded for '(?<user>.*)' with (?:\S+ )?key (?<key>.+) from (?<peer>\S+)$/ },
];
const MAX_MESSAGE = 1_024;

/** Dropbear, the SSH server of small systems. */
export const dropbear = source({
  id: 'dropbear',
  title: 'Dropbear SSH server',
  product: { name: 'Dropbear' },
  recognizes: ({ app }) => app === 'dropbear',
  parse(line) {
    const text = line.message.trim();
    if (text.length > MAX_MESSAGE) return null;
    for (const { success, means, action, says } of SAYINGS) {
      const found = says.exec(text)?.groups;
      if (!found) continue;
      const made = signIn(line, 'dropbear', { success, user: found.user ?? '', service: 'dropbear', action, means });
      const peer = splitHostPort(found.peer ?? '');
      from(made, peer.host, peer.port);
      const fingerprint = found.key?.split(' ').at(-1) ?? '';
      put(made, 'unmapped.key_fingerprint', fingerprint);
      observe(made, OBSERVABLE.hash, fingerprint);
      return made;
    }
    return null;
  },
});
