// Tests must not depend on where they run: settings of the surroundings are dropped before anything reads them.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('GLACIS_') || name === 'DATABASE_URL' || name === 'CLICKHOUSE_URL') delete process.env[name];
}
