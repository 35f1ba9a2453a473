import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { hasConflict, textOf } from '../read/text.ts';
import { readTuples } from './tuples.ts';

/**
 * mix.lock: a map of Elixir from application to `{:hex, :package, "1.4.0", …, "hexpm", …}`, the package's own name in it, or
 * `{:git, "url", "commit", …}`, which has no version. A package of an organization (`hexpm:acme`) is not the public one of its name.
 * At `deps/NAME` it is what a dependency's authors had.
 * Source: hex's lib/hex/utils.ex and scm.ex, lock/1.
 */
export const mixLock: Cataloguer = {
  id: 'mix-lock',
  evidence: 'declared',
  wants: ({ name, path }) => name === 'mix.lock' && !/(?:^|\/)deps\/[^/]+\/mix\.lock$/.test(path),
  maxBytes: 8 << 20,
  read(file) {
    const content = textOf(file.bytes);
    if (hasConflict(content)) throw new Error('This mix.lock has a conflict that nobody resolved: run `mix deps.get`.');
    const found = gather('hex');
    for (const { key, values } of readTuples(content)) {
      const [kind, name, version, , , , repository] = values;
      if (kind === ':hex' && !(repository ?? '').startsWith('hexpm:')) found.add({ name: (name ?? '').replace(/^:/, '').toLowerCase(), version: version ?? '' });
      if (kind === ':git') found.add({ name: key.toLowerCase(), version: '' });
    }
    return found.reading();
  },
};
