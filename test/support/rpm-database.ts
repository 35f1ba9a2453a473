/** A header's tags by number: a text, texts, or numbers. */
export type RpmTags = Readonly<Record<number, string | readonly string[] | readonly number[]>>;

const INT32 = 4;
const STRING = 6;
const STRING_ARRAY = 8;

/** A header as rpm's databases keep it. */
export function rpmHeader(tags: RpmTags): Buffer {
  const data: Buffer[] = [];
  let length = 0;
  const entries = Object.entries(tags).map(([tag, value]) => {
    const { type, count, bytes } = encoded(value);
    // Numbers lie on addresses that four divides.
    const padding = type === INT32 ? (4 - (length % 4)) % 4 : 0;
    data.push(Buffer.alloc(padding), bytes);
    const entry = numbers([Number(tag), type, length + padding, count]);
    length += padding + bytes.length;
    return entry;
  });
  return Buffer.concat([numbers([entries.length, length]), ...entries, ...data]);
}

function encoded(value: RpmTags[number]): { type: number; count: number; bytes: Buffer } {
  if (typeof value === 'string') return { type: STRING, count: 1, bytes: Buffer.from(`${value}\0`) };
  const isTexts = (values: readonly string[] | readonly number[]): values is readonly string[] => typeof values[0] === 'string';
  return isTexts(value)
    ? { type: STRING_ARRAY, count: value.length, bytes: Buffer.from(value.map((text) => `${text}\0`).join('')) }
    : { type: INT32, count: value.length, bytes: numbers(value) };
}

function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => bytes.writeUInt32BE(value, i * 4));
  return bytes;
}

/** rpm's own kind of database (`Packages.db`) with these headers; one slot page, up to 254 packages. */
export function ndbDatabase(headers: readonly Buffer[]): Buffer {
  const page = Buffer.alloc(4_096);
  page.write('RpmP', 'latin1');
  page.writeUInt32LE(1, 12);
  const blobs: Buffer[] = [];
  let block = page.length / 16;
  for (let slot = 0; slot < 254; slot += 1) {
    const at = 32 + slot * 16;
    page.write('Slot', at, 'latin1');
    const header = headers[slot];
    if (header === undefined) continue;
    const blob = Buffer.alloc(Math.ceil((16 + header.length + 12) / 16) * 16);
    blob.write('BlbS', 'latin1');
    blob.writeUInt32LE(slot + 1, 4);
    blob.writeUInt32LE(header.length, 12);
    header.copy(blob, 16);
    page.writeUInt32LE(slot + 1, at + 4);
    page.writeUInt32LE(block, at + 8);
    page.writeUInt32LE(blob.length / 16, at + 12);
    blobs.push(blob);
    block += blob.length / 16;
  }
  return Buffer.concat([page, ...blobs]);
}
