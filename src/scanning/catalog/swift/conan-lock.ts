import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readJson } from '../read/json.ts';
import { fields, fieldsIf, keys, list, text } from '../read/value.ts';

/** `name/version[@user/channel][#revision][:package][%time]`. */
const REFERENCE = /^(?<name>[^/@#%:\s]+)\/(?<version>[^/@#%:\s]+)(?:[@#%:].*)?$/u;

/**
 * conan.lock of Conan 1 (a graph of nodes) and 2 (lists of references); what only the build needs is marked.
 * Source: https://docs.conan.io, "Lockfiles".
 */
export const conanLock: Cataloguer = {
  id: 'conan-lock',
  evidence: 'declared',
  wants: ({ name }) => name === 'conan.lock',
  maxBytes: 16 * 1024 * 1024,
  read({ bytes }) {
    const lock = readJson(bytes);
    const nodes = fieldsIf(fields(lock.graph_lock).nodes);
    if (nodes === undefined && !Array.isArray(lock.requires)) throw new Error('This is no lock file of Conan: it has neither a graph nor requirements.');
    const found = gather('conan');
    const add = (reference: unknown, dev: boolean): void => {
      // A project's own node has no reference, or the path of its recipe.
      const { name, version } = REFERENCE.exec(text(reference).slice(0, 1_024))?.groups ?? {};
      if (name !== undefined && version !== undefined && !name.includes('conanfile')) found.add({ name, version, dev });
    };
    for (const key of keys(nodes)) {
      const node = fields(fields(nodes)[key]);
      add(node.ref, node.context === 'build');
    }
    for (const reference of list(lock.requires)) add(reference, false);
    for (const reference of [...list(lock.build_requires), ...list(lock.python_requires)]) add(reference, true);
    return found.reading();
  },
};
