import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { inFolder } from '../read/place.ts';
import { fields, fieldsIf, text } from '../read/value.ts';
import { readYaml } from '../read/yaml/index.ts';
import { nameAndRest, npmName, originOf } from './name.ts';
import { productionOf } from './pnpm-graph.ts';

/**
 * pnpm's lock files, versions 5 to 9 (pnpm 3 to 11). Keys of `packages` are `/name/1.0.0_peers` (5), `/name@1.0.0(peers)` (6),
 * `name@1.0.0` (9), or where a package comes from; then the entry has its name and version.
 * Source: https://github.com/pnpm/spec/tree/master/lockfile.
 */
export const pnpmLock: Cataloguer = {
  id: 'pnpm-lock',
  evidence: 'declared',
  wants: ({ name, path }) => name === 'pnpm-lock.yaml' && !inFolder(path, 'node_modules'),
  maxBytes: 32 << 20,
  read(file) {
    const found = gather('npm');
    for (const lock of readYaml(file.bytes).map((document) => fieldsIf(document))) {
      const major = Number.parseInt(text(lock?.lockfileVersion), 10);
      if (!lock || Number.isNaN(major)) throw new Error('This is no lock file of pnpm: it does not say its version.');
      // Version 9 no longer says what is for development only: what no importer needs otherwise.
      const production = productionOf(lock);
      for (const [key, value] of Object.entries(fields(lock.packages))) {
        const entry = fields(value);
        const said = partsOf(key, major);
        if (fields(entry.resolution).type === 'directory' || originOf(said.version) === 'own' || said.version.startsWith('runtime:')) continue;
        const version = text(entry.version) || (originOf(said.version) === 'registry' ? said.version : '');
        const dev = production ? !production.has(key) : entry.dev === 'true';
        found.add({ ...npmName(text(entry.name) || said.name), version, dev });
      }
    }
    return found.reading();
  },
};

/** Name and version that a key says; the version may be a place instead. */
function partsOf(key: string, major: number): { name: string; version: string } {
  const peers = key.indexOf('(');
  const whole = peers < 0 ? key : key.slice(0, peers);
  if (whole.startsWith('file:')) return { name: '', version: whole };
  const bare = withoutHost(whole, major);
  if (major >= 6) {
    const { name, rest } = nameAndRest(bare);
    return { name, version: rest };
  }
  const parts = bare.split('/');
  const name = bare.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
  const version = parts[bare.startsWith('@') ? 2 : 1] ?? '';
  const underscore = version.indexOf('_');
  return { name, version: underscore < 0 ? version : version.slice(0, underscore) };
}

/** Up to version 6 a slash begins a key of the default registry, a host one of another: `npm.example.org/name/1.0.0`. */
function withoutHost(key: string, major: number): string {
  if (key.startsWith('/')) return key.slice(1);
  return major > 6 || key.startsWith('@') ? key : key.slice(key.indexOf('/') + 1);
}
