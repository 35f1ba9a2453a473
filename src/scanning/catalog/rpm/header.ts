/** Tags of a header (rpmtag.h). */
const TAG = {
  name: 1000, version: 1001, release: 1002, epoch: 1003, vendor: 1011, license: 1014, arch: 1022, oldFileNames: 1027,
  sourceRpm: 1044, dirIndexes: 1116, baseNames: 1117, dirNames: 1118, modularityLabel: 5096,
} as const;

/** Types of values (rpmtag.h). */
const INT32 = 4;
const STRING = 6;
const STRING_ARRAY = 8;
const I18N_STRING = 9;

/** hdrchkTags and hdrchkData of rpm's header.c: rpm itself refuses larger ones. */
const MAX_TAGS = 0xff_ff;
const MAX_DATA = 0x0f_ff_ff_ff;
const MAX_FOLDERS = 1_000_000;
const PREAMBLE = 8;
const ENTRY = 16;
/** Longer values are no names or versions. */
const MAX_VALUE = 4_096;

/** What an rpm package's header says, as far as it matters here. */
export type RpmHeader = {
  name: string;
  version: string;
  release: string;
  epoch?: number;
  arch?: string;
  vendor?: string;
  license?: string;
  sourceRpm?: string;
  modularityLabel?: string;
};

type Entry = { type: number; offset: number; count: number };

/**
 * Reads a header as rpm's databases keep it: number of tags, length of data, the tags, the data (rpm's header.c; all big-endian).
 * `ownPath` gets every file of the package.
 * @throws {Error} when it is damaged.
 */
export function readHeader(bytes: Uint8Array, ownPath: (path: string, header: RpmHeader) => void): RpmHeader {
  const blob = new HeaderBlob(bytes);
  const header: RpmHeader = {
    name: blob.text(TAG.name) ?? '',
    version: blob.text(TAG.version) ?? '',
    release: blob.text(TAG.release) ?? '',
  };
  if (header.name === '' || header.version === '') throw new Error('an rpm header names no package');
  const epoch = blob.numbers(TAG.epoch)?.next().value;
  if (typeof epoch === 'number') header.epoch = epoch;
  for (const [field, tag] of [
    ['arch', TAG.arch], ['vendor', TAG.vendor], ['license', TAG.license], ['sourceRpm', TAG.sourceRpm], ['modularityLabel', TAG.modularityLabel],
  ] as const) {
    const value = blob.text(tag);
    if (value) header[field] = value;
  }
  for (const path of filesOf(blob)) ownPath(path, header);
  return header;
}

/** A file is a base name and the number of its folder's name; packages of rpm 3 have whole names. */
function* filesOf(blob: HeaderBlob): Generator<string, void, void> {
  const names = blob.texts(TAG.baseNames);
  const indexes = blob.numbers(TAG.dirIndexes);
  if (names === undefined || indexes === undefined) {
    yield* blob.texts(TAG.oldFileNames) ?? [];
    return;
  }
  const folders: string[] = [];
  for (const folder of blob.texts(TAG.dirNames) ?? []) {
    if (folders.length === MAX_FOLDERS) throw new Error(`an rpm header names more than ${MAX_FOLDERS} folders`);
    folders.push(folder);
  }
  for (const name of names) {
    const folder = folders[indexes.next().value ?? -1];
    if (folder === undefined) throw new Error('an rpm header names a file in no folder');
    yield folder + name;
  }
}

class HeaderBlob {
  private readonly entries = new Map<number, Entry>();
  private readonly data: Buffer;

  constructor(bytes: Uint8Array) {
    const blob = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (blob.length < PREAMBLE) throw new Error('an rpm header ends too early');
    const tags = blob.readUInt32BE(0);
    const length = blob.readUInt32BE(4);
    const from = PREAMBLE + tags * ENTRY;
    if (tags > MAX_TAGS || length > MAX_DATA || from + length > blob.length) throw new Error('an rpm header is longer than its bytes');
    this.data = blob.subarray(from, from + length);
    for (let at = PREAMBLE; at < from; at += ENTRY) {
      const tag = blob.readUInt32BE(at);
      // The first one counts, as rpm looks it up.
      if (!this.entries.has(tag)) this.entries.set(tag, { type: blob.readUInt32BE(at + 4), offset: blob.readUInt32BE(at + 8), count: blob.readUInt32BE(at + 12) });
    }
  }

  /** The (first) text of a tag. */
  text(tag: number): string | undefined {
    const text = this.texts(tag)?.next().value;
    return typeof text === 'string' && text.length <= MAX_VALUE ? text : undefined;
  }

  /** The texts of a tag one by one, each ended by a zero; undefined where there are none. */
  texts(tag: number): Generator<string, void, void> | undefined {
    const entry = this.entries.get(tag);
    if (entry === undefined || (entry.type !== STRING && entry.type !== STRING_ARRAY && entry.type !== I18N_STRING)) return undefined;
    return this.strings(entry);
  }

  private *strings({ offset, count }: Entry): Generator<string, void, void> {
    let at = offset;
    for (let read = 0; read < count; read += 1) {
      const end = at < this.data.length ? this.data.indexOf(0, at) : -1;
      if (end < 0) throw new Error('a text of an rpm header ends too early');
      yield this.data.toString('utf8', at, end);
      at = end + 1;
    }
  }

  /** The numbers of a tag one by one; undefined where there are none. */
  numbers(tag: number): Generator<number, void, void> | undefined {
    const entry = this.entries.get(tag);
    return entry === undefined || entry.type !== INT32 ? undefined : this.integers(entry);
  }

  private *integers({ offset, count }: Entry): Generator<number, void, void> {
    if (offset + count * 4 > this.data.length) throw new Error('a list of an rpm header ends too early');
    for (let read = 0; read < count; read += 1) yield this.data.readUInt32BE(offset + read * 4);
  }
}
