import type { Authenticate } from '../kernel/http/index.ts';
import type { Cookie } from './cookies.ts';
import { actorOf } from './people.ts';
import type { Sessions } from './sessions.ts';
import type { Tokens } from './tokens.ts';

/** Longer than any token of ours; what is longer is not looked up. */
const MAX_LENGTH = 512;

/**
 * Who sends a request: the holder of its bearer token if it shows one (RFC 6750), else of the session in its cookie. A bad
 * token is nobody, whatever cookie comes along.
 */
export function authenticator({ sessions, tokens, cookie }: { sessions: Pick<Sessions, 'find'>; tokens: Pick<Tokens, 'authenticate'>; cookie: Pick<Cookie, 'read'> }): Authenticate {
  return async (request) => {
    const header = request.headers.authorization;
    if (header !== undefined) {
      const secret = header.length <= MAX_LENGTH ? /^bearer +(\S+)$/i.exec(header)?.[1] : undefined;
      const machine = secret === undefined ? null : await tokens.authenticate(secret);
      return machine && { ...machine, ip: request.ip };
    }
    const token = cookie.read(request);
    const session = token === undefined || token.length > MAX_LENGTH ? null : await sessions.find(token);
    return session && actorOf(session.person, { id: session.id, ip: request.ip });
  };
}
