// The ingest of one server as a process of its own, for tests that kill it. Takes deliveries by HTTP on a unix socket:
// POST / with an Idempotency-Key and plain lines; GET / answers what waits. Arguments: its data directory, the socket, and
// the engines as JSON.
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { GlacisError, reasonOf } from '../../src/kernel/errors.ts';
import { createIngest } from '../../src/logs/ingest/index.ts';
import { serverIdOf } from '../../src/server/server-id.ts';
import { deliveryOf } from './deliveries.ts';
import { testKernel } from './kernel.ts';

const [data = '', socket = '', engines = '{}'] = process.argv.slice(2);
const kernel = await testKernel({ ...JSON.parse(engines), data });
const ingest = createIngest({ ...kernel, jobs: { ...kernel.jobs, every: () => {} }, serverId: serverIdOf(data) });

const answer = async (request: IncomingMessage): Promise<object> => {
  if (request.method === 'GET') return ingest.waiting();
  const lines = (await buffer(request)).toString().split('\n');
  return ingest.accept(deliveryOf(lines, { key: String(request.headers['idempotency-key']), source: 'chaos' }));
};

ingest.start();
createServer((request, response) => {
  answer(request).then(
    (body) => response.end(JSON.stringify(body)),
    (error: unknown) => {
      response.statusCode = error instanceof GlacisError ? error.status : 500;
      response.end(JSON.stringify({ reason: reasonOf(error) }));
    },
  );
}).listen(socket, () => process.send?.('ready'));
