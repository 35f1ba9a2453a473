import type { Cataloguer, CatalogFile, Reading } from '../../src/scanning/catalog/cataloguer.ts';

type Given = { path: string; bytes: string | Uint8Array; mode?: number; companions?: Readonly<Record<string, string | Uint8Array>> };

/** What a cataloguer reads of one file, asked in the same order as by a scan: nothing where it does not want or recognise it. */
export function readingOf(cataloguer: Cataloguer, given: Given): Reading | 'not its file' {
  const file = fileOf(given, cataloguer);
  if (!cataloguer.wants(file) || cataloguer.recognizes?.(file.bytes.subarray(0, 512)) === false) return 'not its file';
  return cataloguer.read(file, { sqlite: () => [] });
}

function fileOf({ path, bytes, mode = 0o644, companions = {} }: Given, cataloguer: Cataloguer): CatalogFile {
  const content = Buffer.from(bytes);
  return {
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    size: content.length,
    mode,
    bytes: content,
    companion(other) {
      if (!cataloguer.companions?.(path).includes(other)) throw new Error(`${other} was not named as a companion.`);
      return companions[other] === undefined ? undefined : Buffer.from(companions[other]);
    },
  };
}

/** Its packages as `namespace/name@version` in order of reading, dev ones with ` (dev)`. */
export function packagesOf(reading: Reading | 'not its file'): string[] {
  if (reading === 'not its file') throw new Error(reading);
  return (reading.packages ?? []).map(({ namespace, name, version, dev }) => `${namespace === undefined ? '' : `${namespace}/`}${name}@${version}${dev === true ? ' (dev)' : ''}`);
}
