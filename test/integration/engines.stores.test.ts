import { describe, expect, test } from 'vitest';
import { connectEventStore } from '../../src/kernel/eventstore/index.ts';
import { externalPostgres, hasPostgres15, testEngines, testLog } from '../support/engines.ts';
import { conformance } from './engines.conformance.ts';

describe('the embedded PostgreSQL, and the event engine on its socket', () => {
  conformance(testEngines);
});

describe.skipIf(!hasPostgres15)("Debian's PostgreSQL 15, and the event engine by URL", () => {
  const password = "open:sesame/'ü";
  let port: number | undefined;

  conformance(async () => {
    const [postgres, engines] = await Promise.all([externalPostgres(), testEngines({ password })]);
    port = engines.eventsPort;
    return {
      database: postgres.database,
      events: { url: `http://default:${encodeURIComponent(password)}@127.0.0.1:${port}` },
      stop: async () => void (await Promise.all([postgres.stop(), engines.stop()])),
    };
  });

  test.for(['', 'default@', 'default:wrong@'])('nobody gets in without the password: http://%s…', async (account) => {
    const events = connectEventStore({ url: `http://${account}127.0.0.1:${port}` }, { log: testLog });
    await expect(events.rows({ sql: 'SELECT 1' })).rejects.toMatchObject({ code: 'misconfigured' });
    await events.close();
  });
});
