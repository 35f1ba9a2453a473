import type { CatalogFile, Cataloguer, Reading } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readJson } from '../read/json.ts';
import { beside } from '../read/place.ts';
import { textOf } from '../read/text.ts';
import { fieldsIf, text } from '../read/value.ts';
import { readMetadata } from './metadata.ts';
import { pythonName } from './name.ts';

/**
 * Installed Python packages: `NAME-VERSION.dist-info/METADATA` (pip, PEP 376 and 427), `NAME.egg-info/PKG-INFO`, `NAME.egg-info` as a single
 * file (distutils, as distributions package), `NAME.egg/EGG-INFO/PKG-INFO`. That one of these is there is what pip itself goes by.
 */
export const pythonPackage: Cataloguer = {
  id: 'python-package',
  evidence: 'installed',
  wants: ({ path, name }) => (isMetadata(name) && /(?:dist-info\/metadata|egg-info\/pkg-info)$/i.test(path)) || name.endsWith('.egg-info'),
  companions: (path) => (/dist-info\/[^/]*$/i.test(path) ? [beside(path, 'direct_url.json')] : []),
  maxBytes: 8 << 20,
  read: (file) => installed(textOf(file.bytes), originOf(file)),
};

const isMetadata = (name: string): boolean => name.length === 8 && /^(?:metadata|pkg-info)$/i.test(name);

/** The reading of one package's metadata. */
export function installed(metadata: string, remark?: string): Reading {
  const { name, version, licenses } = readMetadata(metadata);
  if (name === '') return { warnings: ['These metadata of an installed Python package do not say its name.'] };
  const found = gather('pypi');
  found.add({ name: pythonName(name), version, licenses, remark });
  return found.reading();
}

/**
 * Where pip installed it from, if not from an index (PEP 610); no URL, which may hold a password.
 * Conda builds its packages from folders too, so that what came from one is not always somebody's own.
 */
function originOf(file: CatalogFile): string | undefined {
  const bytes = file.companion(beside(file.path, 'direct_url.json'));
  if (!bytes) return undefined;
  try {
    const direct = readJson(bytes);
    const repository = fieldsIf(direct.vcs_info);
    const folder = fieldsIf(direct.dir_info);
    if (repository) return /^[0-9a-f]{7,64}$/.test(text(repository.commit_id)) ? `installed from a repository, commit ${text(repository.commit_id)}` : 'installed from a repository';
    if (folder) return folder.editable === true ? 'installed from a folder, editable' : 'installed from a folder';
    return 'installed from an archive';
  } catch {
    return undefined;
  }
}
