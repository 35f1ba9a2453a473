const BLOCK = 512;
/** Larger entries are nothing that we wrote. */
const MAX_ENTRY = 256 * 1024 ** 2;

export type Entry = { name: string; body: Buffer };

/** One file in the ustar format (POSIX.1-1988), in as many pieces as need no copying. */
export const tarEntry = ({ name, body }: Entry): Buffer[] => [headerOf(name, body.length), body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)];

function headerOf(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  if (Buffer.byteLength(name) > 100) throw new Error(`a name too long for tar: ${name}`);
  header.write(name, 0);
  header.write('0000600\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** What ends an archive. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * BLOCK);

/**
 * Reads the files of an archive that `tarEntry` wrote, which is written in one way only: not a byte of it can be another.
 * @throws {Error} when it is cut off, is no such archive, or when anything follows its end.
 */
export async function* readTar(bytes: AsyncIterable<Buffer>): AsyncGenerator<Entry, void, undefined> {
  const { take, rest } = pull(bytes);
  for (;;) {
    const header = await take(BLOCK);
    if (isZero(header)) break;
    const size = octal(header, 124, 12);
    if (!isOurs(header, size)) throw new Error('it is not an archive of Glacis');
    if (size > MAX_ENTRY) throw new Error('an entry is larger than Glacis writes them');
    const body = await take(size);
    if (!isZero(await take((BLOCK - (size % BLOCK)) % BLOCK))) throw new Error('something stands between its files');
    yield { name: nameIn(header), body };
  }
  if (!isZero(await take(BLOCK))) throw new Error('something follows its end');
  for await (const more of rest()) if (!isZero(more)) throw new Error('something follows its end');
}

const nameIn = (header: Buffer): string => header.toString('utf8', 0, Math.min(header.indexOf(0), 100));
const isOurs = (header: Buffer, size: number): boolean => Buffer.byteLength(nameIn(header)) <= 100 && headerOf(nameIn(header), size).equals(header);
const isZero = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);

/** The header's bytes added up, its own field counted as spaces. */
function checksum(header: Buffer): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

const octal = (header: Buffer, at: number, length: number): number =>
  Number.parseInt(header.toString('latin1', at, at + length).replace(/[\0 ].*$/, ''), 8);

/** Takes an exact number of bytes at a time from a stream of chunks, and what is left at the end. */
function pull(bytes: AsyncIterable<Buffer>) {
  const chunks = bytes[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  return {
    async take(size: number): Promise<Buffer> {
      const parts = [held];
      let have = held.length;
      while (have < size) {
        const next = await chunks.next();
        if (next.done) throw new Error('it is cut off');
        parts.push(next.value);
        have += next.value.length;
      }
      const all = parts.length === 1 ? held : Buffer.concat(parts, have);
      held = all.subarray(size);
      return all.subarray(0, size);
    },
    async* rest(): AsyncGenerator<Buffer, void, undefined> {
      yield held;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    },
  };
}
