import { manualClock } from '../../src/kernel/clock.ts';
import { createApi, type Api } from '../../src/kernel/http/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { systemPrincipal, type Principal } from '../../src/kernel/principal.ts';
import { testDatabase } from './database.ts';
import { dyingOutgoing } from './dying.ts';
import { testLog } from './engines.ts';
import { fakeGitHub, type FakeGitHub } from './github.ts';

type Room = { routes(app: Api): void; sync: { run(): Promise<void> } };
type Options<R extends Room> = {
  /** When each test begins, in ms since the epoch. */
  startsAt: number;
  room: (kernel: Kernel) => R;
  /** Where the room is told of its code host, and in which words. */
  settings: { url: string; of: (api: string) => object };
};

/** A room that talks to a code host, with its API, its way out that may die, and a GitHub that is another for each test (about 1 s). */
export async function codeHostHouse<R extends Room>({ startsAt, room: make, settings }: Options<R>) {
  const clock = manualClock(startsAt);
  const database = await testDatabase();
  const kernel: Kernel = await database.kernel({ clock, config: { outgoingAllow: ['127.0.0.0/8'], publicUrl: 'https://glacis.example' } });
  const server = dyingOutgoing(kernel.outgoing);
  const room = make({ ...kernel, outgoing: server.outgoing });
  const state: { caller: Principal; host: FakeGitHub | undefined } = { caller: systemPrincipal('test'), host: undefined };
  const app = await createApi({ log: testLog, version: '0', authenticate: () => Promise.resolve(state.caller), onRefused: () => {}, trustedProxies: [] });
  room.routes(app);

  async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object): Promise<{ status: number; json: unknown }> {
    const response = await app.inject({ method, url, ...(payload && { payload }) });
    return { status: response.statusCode, json: response.body === '' ? undefined : response.json() };
  }

  return {
    kernel, room, app, server, clock, call,
    /** From now on the API is asked by this one. */
    actAs(caller: Principal): void {
      state.caller = caller;
    },
    /** Another GitHub that knows nothing, at the time when tests begin, asked by one who may do all. */
    async begin(): Promise<FakeGitHub> {
      await state.host?.stop();
      const host = await fakeGitHub({ now: clock.now });
      Object.assign(state, { host, caller: systemPrincipal('test') });
      clock.set(startsAt);
      server.begin();
      await call('PUT', settings.url, settings.of(host.url));
      return host;
    },
    /** An exchange with GitHub, a minute later. */
    async sync(): Promise<void> {
      clock.advance(60_000);
      await room.sync.run();
    },
    async stop(): Promise<void> {
      await state.host?.stop();
      await app.close();
      await database.stop();
    },
  };
}
