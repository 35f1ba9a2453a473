import fc from 'fast-check';

// Tests must not depend on where they run: settings of the surroundings are dropped before anything reads them.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('GLACIS_') || name === 'DATABASE_URL' || name === 'CLICKHOUSE_URL') delete process.env[name];
}

// The same cases every time, so that a red run is about the change; `npm run test:long` looks for new ones.
if (process.env.NEW_CASES !== '1') fc.configureGlobal({ seed: 20_261_123 });
