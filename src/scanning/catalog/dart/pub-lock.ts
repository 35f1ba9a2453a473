import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { inFolder } from '../read/place.ts';
import { fields, fieldsIf, text } from '../read/value.ts';
import { readYaml } from '../read/yaml/index.ts';

/**
 * pubspec.lock. Packages of an SDK (`flutter`, version 0.0.0) and of a path are none that anybody published.
 * Source: https://dart.dev/tools/pub/glossary#lockfile, pub's lock_file.dart.
 */
export const pubLock: Cataloguer = {
  id: 'pub-lock',
  evidence: 'declared',
  wants: ({ name, path }) => name === 'pubspec.lock' && !inFolder(path, '.pub-cache'),
  maxBytes: 8 << 20,
  read(file) {
    const lock = fieldsIf(readYaml(file.bytes)[0]);
    if (!lock || (lock.packages === undefined && lock.sdks === undefined)) throw new Error('This is no pubspec.lock: it has no packages.');
    const found = gather('pub');
    for (const [key, value] of Object.entries(fields(lock.packages))) {
      const entry = fields(value);
      if (entry.source === 'sdk' || entry.source === 'path') continue;
      found.add({ name: text(fields(entry.description).name) || key, version: text(entry.version), dev: entry.dependency === 'direct dev' });
    }
    return found.reading();
  },
};
