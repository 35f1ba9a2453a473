import { from, put } from '../draft.ts';
import { signIn } from '../meaning.ts';
import { source } from '../source.ts';

const FAILED = /^FAILED LOGIN (?:SESSION )?\(?\d*\)? ?(?:on '(?<on>[^']+)'|FROM (?<from>\S+)) FOR '?(?<user>.*?)'?, (?<why>[^,]+)$/;
const ENTERED = /^(?<root>ROOT )?LOGIN ON (?<on>\S+)(?: BY (?<user>.*?))?(?: FROM (?<from>\S+))?$/;
const MAX_MESSAGE = 512;

/** login on consoles and serial lines. Source: util-linux 2.40 login-utils/login.c, log_syslog() and loginpam_auth(). */
export const login = source({
  id: 'login',
  title: 'login',
  product: { name: 'login' },
  recognizes: ({ app }) => app === 'login',
  parse(line) {
    const text = line.message.trim();
    if (text.length > MAX_MESSAGE) return null;
    const failed = FAILED.exec(text)?.groups;
    const found = failed ?? ENTERED.exec(text)?.groups;
    if (!found) return null;
    const user = found.root === undefined ? (found.user ?? '') : 'root';
    const made = signIn(line, 'login', {
      success: failed === undefined, user, service: 'login', action: failed ? 'failed-login' : 'login', means: 'password',
    });
    const terminal = found.on ?? '';
    put(made, 'actor.session.terminal', terminal);
    if (found.from !== undefined && found.from !== '(null)' && !/^(?:\/dev\/)?(?:tty|pts\/)/.test(found.from)) from(made, found.from, -1);
    put(made, 'status_detail', found.why ?? '');
    return made;
  },
});
