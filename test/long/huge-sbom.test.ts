import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { Scan } from '../../src/vulnerabilities/contract.ts';
import { privateDirectory } from '../support/engines.ts';
import { glacisProcess } from '../support/glacis-process.ts';
import { eventually } from '../support/house.ts';

const TOKEN = 'test-bootstrap-token-of-the-first-owner';
const MB = 1024 ** 2;
const BYTES = 200 * MB;
/**
 * What a person who looks at the server meanwhile waits, in milliseconds: nearly always, and at most. Collecting the garbage of a
 * quarter of a million components stops everything for a second or two, once or twice (1.1 to 1.9 s measured on two cores).
 */
const [USUAL_LOOK, SLOWEST_LOOK] = [500, 3_000];
/** Of the whole server but its engines: what it has without an SBOM, and a reading thread's. */
const MOST_MEMORY = 3_072 * MB;

/** A CycloneDX SBOM of so many bytes, made as it is sent: each component as large as a generator that tells all makes it. */
async function* hugeSbom(bytes: number, sent: (components: number) => void): AsyncGenerator<Buffer> {
  yield Buffer.from('{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":{"type":"application","name":"huge"}},"components":[');
  const words = 'Permission is hereby granted, free of charge, to any person obtaining a copy of this software. '.repeat(6);
  let [made, size] = [0, 0];
  while (size < bytes) {
    const some: string[] = [];
    for (let at = 0; at < 500; at += 1) {
      const name = `package-${made % 40_000}`;
      const version = `1.${Math.floor(made / 40_000)}.0`;
      some.push(JSON.stringify({ type: 'library', 'bom-ref': `ref-${made}`, name, version, purl: `pkg:npm/${name}@${version}`, description: words, hashes: [{ alg: 'SHA-256', content: made.toString(16).padStart(64, '0') }] }));
      made += 1;
    }
    const part = Buffer.from(`${size === 0 ? '' : ','}${some.join(',')}`);
    size += part.length;
    yield part;
  }
  sent(made);
  yield Buffer.from(']}');
}

test('an SBOM of 200 MB is stored whole; who looks at the server meanwhile hardly waits, and its memory is bounded', async () => {
  const directory = privateDirectory('huge-sbom');
  const server = await glacisProcess({ GLACIS_DATA: directory.path, GLACIS_BOOTSTRAP_TOKEN: TOKEN });
  const authorization = `Bearer ${TOKEN}`;
  const over = new AbortController();
  const waits: number[] = [];
  const look = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const from = performance.now();
      const answer = await fetch(`${server.url}/healthz`);
      await answer.text();
      waits.push(answer.ok ? performance.now() - from : Number.POSITIVE_INFINITY);
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
  };
  try {
    await server.ready();
    const looking = look();
    let components = 0;
    const body = Readable.toWeb(Readable.from(hugeSbom(BYTES, (made) => { components = made; })));
    const answer = await fetch(`${server.url}/api/v1/scans?name=github.com/acme/huge`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body, duplex: 'half' });
    const said: unknown = await answer.json();
    expect({ status: answer.status, said }).toMatchObject({ status: 202 });
    const { id } = Scan.parse(said);
    const read = async () => Scan.parse(await (await fetch(`${server.url}/api/v1/scans/${id}`, { headers: { authorization } })).json());
    const stored = await eventually(read, ({ state }) => state !== 'waiting', 600_000);
    over.abort();
    await looking;
    expect(stored).toMatchObject({ state: 'stored', complete: true, packages: components });
    const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) * 1024;
    process.stdout.write(`${components} components, peak ${Math.round(peak / MB)} MB, slowest look ${Math.round(Math.max(...waits))} ms of ${waits.length}\n`);
    expect(waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)]).toBeLessThan(USUAL_LOOK);
    expect(Math.max(...waits)).toBeLessThan(SLOWEST_LOOK);
    expect(peak).toBeLessThan(MOST_MEMORY);
  } finally {
    over.abort();
    await server.end();
    directory.remove();
  }
}, 900_000);
