import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { bench as chaos } from './chaos.ts';
import { bench as desk } from './desk.ts';
import { bench as gates } from './gates.ts';
import { bench as ingest } from './ingest.ts';
import { bench as normalize } from './normalize.ts';
import { bench as rematch } from './rematch.ts';
import { bench as scan } from './scan.ts';
import { bench as search } from './search.ts';

/** In the order of the documentation. */
const benches: readonly Bench[] = [ingest, search, chaos, normalize, scan, rematch, desk, gates];

// What is measured does not depend on the settings of the surroundings.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('GLACIS_') || name === 'DATABASE_URL' || name === 'CLICKHOUSE_URL') delete process.env[name];
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean', default: false } } });
const bench = benches.find(({ name }) => name === positionals[0]);
if (!bench || positionals.length !== 1) {
  process.stderr.write(`usage: npm run bench -- NAME [--quick]\nNAME is one of: ${benches.map(({ name }) => name).join(', ')}\n`);
  process.exit(2);
}

const figures = await bench.run(values);
process.stdout.write(`${JSON.stringify({ bench: bench.name, ...figures })}\n`);
process.exit(figures.ok === true ? 0 : 1);
