import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/**
 * What no reader of an image can do without: its layers read, uncompressed, and both digests verified, by Node's own parts at
 * their best (large chunks, as many layers at once as a scan reads).
 * Arguments: for each layer its file (gzip), the SHA-256 of the file and of what is in it.
 */
const CHUNK = 1024 * 1024;
const AT_ONCE = 3;

const args = process.argv.slice(2);
const layers = Array.from({ length: args.length / 3 }, (_, at) => args.slice(3 * at, 3 * at + 3));

async function read([file = '', digest, diffId]: readonly string[]): Promise<void> {
  const [stored, unpacked] = [createHash('sha256'), createHash('sha256')];
  const source = createReadStream(file, { highWaterMark: CHUNK });
  source.on('data', (chunk) => stored.update(chunk));
  const options = { chunkSize: CHUNK, readableHighWaterMark: 4 * CHUNK, writableHighWaterMark: 2 * CHUNK };
  const gunzip = source.pipe(createGunzip(options));
  for await (const chunk of gunzip) if (chunk instanceof Buffer) unpacked.update(chunk);
  if (stored.digest('hex') !== digest || unpacked.digest('hex') !== diffId) throw new Error(`${file} is not what it should be`);
}

async function worker(): Promise<void> {
  for (let layer = layers.shift(); layer; layer = layers.shift()) await read(layer);
}

await Promise.all(Array.from({ length: AT_ONCE }, worker));
