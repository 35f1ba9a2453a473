import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readJson } from '../read/json.ts';
import { beside, inFolder } from '../read/place.ts';
import { hasConflict, textOf } from '../read/text.ts';
import type { Fields } from '../read/value.ts';
import { npmName, originOf } from './name.ts';
import { readBerry } from './yarn-berry.ts';
import { readClassic } from './yarn-classic.ts';
import { productionOf } from './yarn-graph.ts';

/**
 * yarn.lock, of Yarn 1 and of Yarn 2 and later (berry). Neither says what is for development only: package.json beside it does,
 * where the project has no workspaces.
 * Source: https://classic.yarnpkg.com/docs/yarn-lock, https://yarnpkg.com/advanced/lexicon#lockfile.
 */
export const yarnLock: Cataloguer = {
  id: 'yarn-lock',
  evidence: 'declared',
  wants: ({ name, path }) => name === 'yarn.lock' && !inFolder(path, 'node_modules'),
  companions: (path) => [beside(path, 'package.json')],
  maxBytes: 32 << 20,
  read(file) {
    const content = textOf(file.bytes);
    if (hasConflict(content)) throw new Error('This yarn.lock has a conflict that nobody resolved: run `yarn install`.');
    const entries = /^__metadata:/m.test(content) ? readBerry(file.bytes) : readClassic(content);
    const production = productionOf(entries, manifestOf(file.companion(beside(file.path, 'package.json'))));
    const found = gather('npm');
    for (const entry of entries) {
      if (originOf(entry.from) === 'own') continue;
      found.add({ ...npmName(entry.name), version: originOf(entry.version) === 'registry' ? entry.version : '', dev: production !== undefined && !production.has(entry) });
    }
    return found.reading();
  },
};

function manifestOf(bytes: Uint8Array | undefined): Fields | undefined {
  try {
    return bytes && readJson(bytes);
  } catch {
    // What is for development is then not said; the packages are all there.
    return undefined;
  }
}
