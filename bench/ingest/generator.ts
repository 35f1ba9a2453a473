// Sends lines to a server over HTTP as fast as it takes them, from a process of its own. Arguments as JSON; prints the
// times that acknowledgements took, in ms, as JSON.
import { Agent, request } from 'node:http';
import { sshdLines } from './lines.ts';

export type GeneratorTask = { url: string; token: string; source: string; lines: number; linesEach: number; connections: number; run: string };
export type GeneratorReport = { acknowledged: number; seconds: number; tookMs: number[] };

const task: GeneratorTask = JSON.parse(process.argv[2] ?? '');
const agent = new Agent({ keepAlive: true, maxSockets: task.connections });
const lines = sshdLines();

/** Bodies that begin at different lines; which request they go with makes them different deliveries. */
const bodies = Array.from({ length: 16 }, (_, n) =>
  Buffer.from(Array.from({ length: task.linesEach }, (_, line) => `${lines[(n * 131 + line) % lines.length]}\n`).join('')));

function post(n: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const body = bodies[n % bodies.length] ?? Buffer.alloc(0);
    request(
      `${task.url}/api/v1/ingest?source=${task.source}`,
      { method: 'POST', agent, headers: { authorization: `Bearer ${task.token}`, 'content-type': 'text/plain', 'content-length': body.length, 'idempotency-key': `${task.run}-${n}` } },
      (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0)).once('error', reject);
      },
    ).once('error', reject).end(body);
  });
}

const total = Math.ceil(task.lines / task.linesEach);
const tookMs: number[] = [];
let next = 0;
let acknowledged = 0;
const connection = async (): Promise<void> => {
  while (next < total) {
    const n = next++;
    const begun = performance.now();
    for (let status = await post(n); status !== 200; status = await post(n)) {
      if (status !== 429 && status !== 503) throw new Error(`the server answered ${status}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    tookMs.push(performance.now() - begun);
    acknowledged += task.linesEach;
  }
};
const begun = performance.now();
await Promise.all(Array.from({ length: task.connections }, connection));
const report: GeneratorReport = { acknowledged, seconds: (performance.now() - begun) / 1_000, tookMs };
process.stdout.write(JSON.stringify(report));
agent.destroy();
