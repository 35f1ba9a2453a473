import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readJson } from '../read/json.ts';
import { list } from '../read/value.ts';
import { addPackages } from './packages.ts';

/** Composer's lock file: `packages` and `packages-dev`. At `vendor/NAME/NAME` it is what a package's authors had. */
export const composerLock: Cataloguer = {
  id: 'composer-lock',
  evidence: 'declared',
  wants: ({ name, path }) => name === 'composer.lock' && !/(?:^|\/)vendor\/[^/]+\/[^/]+\/composer\.lock$/.test(path),
  maxBytes: 32 << 20,
  read(file) {
    const lock = readJson(file.bytes);
    if (!Array.isArray(lock.packages) && !Array.isArray(lock['packages-dev'])) throw new Error('This is no composer.lock: it has no packages.');
    const found = gather('composer');
    addPackages(found, list(lock.packages), () => false);
    addPackages(found, list(lock['packages-dev']), () => true);
    return found.reading();
  },
};
