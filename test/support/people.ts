import type { TokenScope, Role } from '../../src/identity/contract.ts';
import { createIdentity, type Identity } from '../../src/identity/index.ts';
import { people, sessions, tokens } from '../../src/identity/tables.ts';
import { hashToken, newToken } from '../../src/kernel/crypto.ts';
import { createApi, type Api } from '../../src/kernel/http/index.ts';
import { uuidv7 } from '../../src/kernel/ids.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { testLog } from './engines.ts';

/** Somebody with an open session. `headers` sign a request as theirs. */
export type TestPerson = { id: string; email: string; headers: { cookie: string; 'sec-fetch-site': 'same-origin' } };

/** Puts somebody with an open session into the database, without the time that a password takes. */
export async function somebody({ db, clock }: Pick<Kernel, 'db' | 'clock'>, role: Role = 'owner', email = `${role}-${uuidv7().slice(-8)}@example.com`): Promise<TestPerson> {
  const [id, token, at] = [uuidv7(), newToken('session'), new Date(clock.now())];
  await db.insert(people).values({ id, email, name: email, role, passwordHash: 'none', createdAt: at });
  await db.insert(sessions).values({ id: uuidv7(), tokenHash: hashToken(token), personId: id, means: 'password', ip: '127.0.0.1', userAgent: 'test', createdAt: at, lastSeenAt: at });
  return { id, email, headers: { cookie: `glacis=${token}`, 'sec-fetch-site': 'same-origin' } };
}

/** Puts an API token into the database. `headers` sign a request with it. */
export async function someToken({ db, clock }: Pick<Kernel, 'db' | 'clock'>, scopes: TokenScope[] = ['owner'], source: string | null = null): Promise<{ id: string; secret: string; headers: { authorization: string } }> {
  const [id, secret] = [uuidv7(), newToken('test')];
  await db.insert(tokens).values({ id, name: `test ${scopes.join(' ')}`, tokenHash: hashToken(secret), scopes, source, createdBy: 'test', createdAt: new Date(clock.now()) });
  return { id, secret, headers: { authorization: `Bearer ${secret}` } };
}

/** An API with identity on a kernel, to which a test adds its domain's routes; ask it by `app.inject`. */
export async function apiWithIdentity(kernel: Kernel, options: Parameters<typeof createIdentity>[1] = {}): Promise<{ app: Api; identity: Identity; close(): Promise<void> }> {
  const identity = createIdentity(kernel, options);
  const app = await createApi({ log: testLog, version: '0', authenticate: identity.authenticate, onRefused: identity.onRefused, trustedProxies: kernel.config.trustedProxies });
  identity.routes(app);
  await identity.start();
  return {
    app,
    identity,
    async close() {
      await identity.stop();
      await app.close();
    },
  };
}
