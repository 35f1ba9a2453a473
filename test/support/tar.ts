/** One entry of a tar archive as a test wants it: right where nothing is said, wrong where a hostile one shall be made. */
export type TarEntry = {
  path: string;
  /** Type flag: a file where nothing is said, a directory where the path ends in a slash. */
  type?: string;
  contents?: string | Uint8Array;
  mode?: number;
  link?: string;
  /** What the header says, whatever the contents are. */
  size?: number;
  /** Records of a pax header in front. */
  pax?: Readonly<Record<string, string>>;
  /** A last change of the header block; the checksum is made after it. */
  change?(block: Buffer): void;
  /** A last change with the checksum in place. */
  damage?(block: Buffer): void;
};

const BLOCK = 512;
export const END = Buffer.alloc(2 * BLOCK);

/** A whole archive (POSIX ustar). */
export const tar = (entries: readonly TarEntry[], end: Buffer = END): Buffer => Buffer.concat([...entries.map(tarEntry), end]);

export function tarEntry({ pax, ...entry }: TarEntry): Buffer {
  const records = Buffer.concat(Object.entries(pax ?? {}).map(([key, value]) => paxRecord(key, value)));
  const extended = pax ? [tarEntry({ path: 'PaxHeaders/0', type: 'x', contents: records })] : [];
  const contents = Buffer.from(entry.contents ?? '');
  return Buffer.concat([...extended, header(entry, contents.length), contents, Buffer.alloc((BLOCK - (contents.length % BLOCK)) % BLOCK)]);
}

function header({ path, type = path.endsWith('/') ? '5' : '0', mode = type === '5' ? 0o755 : 0o644, link = '', size, change, damage }: TarEntry, length: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0, 100);
  block.write(`${mode.toString(8).padStart(7, '0')}\0`, 100, 'latin1');
  block.write('0000000\x000000000\x00', 108, 'latin1');
  block.write(`${(size ?? length).toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write('00000000000\0', 136, 'latin1');
  block.write(type, 156, 1, 'latin1');
  block.write(link, 157, 100);
  block.write('ustar\x0000', 257, 'latin1');
  change?.(block);
  block.fill(' ', 148, 156);
  const sum = block.reduce((all, byte) => all + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  damage?.(block);
  return block;
}

export function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}
