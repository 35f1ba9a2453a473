import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { errors, GlacisError, reasonOf } from '../../kernel/errors.ts';
import { Manifest, MANIFEST } from './manifest.ts';
import { readTar, tarEnd, tarEntry, type Entry } from '../../kernel/tar.ts';

type Facts = Omit<Manifest, 'entries'>;

/**
 * Writes an archive: tar, compressed by zstd, the manifest with every entry's digest last. The file appears under its
 * name only when it is whole and on disk, readable by its owner alone.
 * @param entries yields the files and returns what the manifest says beside them.
 */
export async function writeArchive(file: string, entries: () => AsyncGenerator<Entry, Facts, undefined>): Promise<Manifest> {
  const draft = `${file}.partial`;
  let manifest: Manifest | undefined;
  const pieces = async function* (): AsyncGenerator<Buffer, void, undefined> {
    const list: Manifest['entries'] = [];
    const source = entries();
    for (;;) {
      const next = await source.next();
      if (next.done) {
        manifest = { ...next.value, entries: list };
        yield* tarEntry({ name: MANIFEST, body: Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`) });
        yield tarEnd();
        return;
      }
      list.push(digestOf(next.value));
      yield* tarEntry(next.value);
    }
  };
  try {
    const compress = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } });
    // Made anew: in a directory that others write to, a file or link of that name may be theirs.
    await rm(draft, { force: true });
    await pipeline(Readable.from(pieces()), compress, createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }));
    await rename(draft, file);
    await syncDirectory(dirname(file));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  if (!manifest) throw new Error('an archive without a manifest');
  return manifest;
}

/**
 * Reads an archive to its end and compares every entry with the manifest.
 * @throws {GlacisError} `not_found`, `backup_damaged`.
 */
export async function verifyArchive(file: string): Promise<Manifest> {
  const found: Manifest['entries'] = [];
  let manifest: Manifest | undefined;
  for await (const entry of readArchive(file)) {
    if (entry.name === MANIFEST) manifest = parse(file, entry.body);
    else if (manifest) throw errors.backupDamaged({ file, reason: `${entry.name} follows the manifest` });
    else found.push(digestOf(entry));
  }
  if (!manifest) throw errors.backupDamaged({ file, reason: 'it has no manifest' });
  if (found.length !== manifest.entries.length) throw errors.backupDamaged({ file, reason: 'entries are missing' });
  for (const [index, entry] of found.entries()) {
    const expected = manifest.entries[index];
    if (entry.name !== expected?.name || entry.bytes !== expected.bytes || entry.sha256 !== expected.sha256) {
      throw errors.backupDamaged({ file, reason: `${entry.name} is not what was written` });
    }
  }
  return manifest;
}

/** The entries of an archive, the manifest last. @throws {GlacisError} `not_found`, `backup_damaged`. */
export async function* readArchive(file: string): AsyncGenerator<Entry, void, undefined> {
  if (!existsSync(file)) throw errors.notFound({ what: `file ${file}` });
  const source = createReadStream(file);
  const plain = createZstdDecompress();
  const reading = pipeline(source, plain);
  try {
    yield* readTar(plain);
    await reading;
  } catch (error) {
    throw error instanceof GlacisError ? error : errors.backupDamaged({ file, reason: reasonOf(error) });
  } finally {
    reading.catch(() => {});
    source.destroy();
    plain.destroy();
  }
}

export const digestOf = ({ name, body }: Entry): Manifest['entries'][number] => ({
  name, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex'),
});

function parse(file: string, body: Buffer): Manifest {
  try {
    return Manifest.parse(JSON.parse(body.toString()));
  } catch {
    throw errors.backupDamaged({ file, reason: 'its manifest cannot be read; another version of Glacis may have written it' });
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
