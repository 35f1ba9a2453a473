import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readJson } from '../read/json.ts';
import { licensesOf } from '../read/licenses.ts';
import { text } from '../read/value.ts';
import type { Fields } from '../read/value.ts';

/** Packages that conda installed: `conda-meta/NAME-VERSION-BUILD.json`. Source: https://docs.conda.io/projects/conda, PrefixRecord. */
export const condaPackage: Cataloguer = {
  id: 'conda-package',
  evidence: 'installed',
  wants: ({ name, path }) => name.endsWith('.json') && /(?:^|\/)conda-meta\/[^/]+$/.test(path),
  // Its list of files makes it large.
  maxBytes: 64 << 20,
  read(file) {
    let record: Fields;
    try {
      record = readJson(file.bytes);
    } catch {
      return { warnings: ['This record of an installed conda package cannot be read.'] };
    }
    if (text(record.name) === '') return {};
    const found = gather('conda');
    found.add({ name: text(record.name).toLowerCase(), version: text(record.version), licenses: licensesOf(record.license) });
    return found.reading();
  },
};
