import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readJson } from '../read/json.ts';
import { licensesOf } from '../read/licenses.ts';
import type { Fields } from '../read/value.ts';
import { text } from '../read/value.ts';
import { npmName } from './name.ts';

/**
 * Installed packages of Node.js: `node_modules/NAME/package.json`, `node_modules/@SCOPE/NAME/package.json`, at any depth, in a project,
 * globally (`lib/node_modules`) or in a store (`node_modules/.pnpm/…/node_modules/NAME`, `.bun`, Yarn's `.store`). A package.json elsewhere is a project's own,
 * one deeper in a package only tells Node.js how to read a folder.
 * Source: https://docs.npmjs.com/cli/configuring-npm/package-json, https://nodejs.org/api/modules.html.
 */
export const npmPackage: Cataloguer = {
  id: 'npm-package',
  evidence: 'installed',
  wants: ({ name, path }) => name === 'package.json' && isInstalled(path),
  maxBytes: 4 << 20,
  read(file) {
    let manifest: Fields;
    try {
      manifest = readJson(file.bytes);
    } catch {
      return { warnings: ['This package.json of an installed package cannot be read.'] };
    }
    // Without a name it is no package but a fixture or a remainder; npm installs none.
    if (text(manifest.name) === '') return {};
    const found = gather('npm');
    found.add({ ...npmName(text(manifest.name)), version: text(manifest.version).trim(), licenses: licensesOf(manifest.license, manifest.licenses) });
    return found.reading();
  },
};

function isInstalled(path: string): boolean {
  const parts = path.split('/').slice(-5);
  // Yarn's store: node_modules/.store/NAME-HASH/package.
  if (parts.at(-2) === 'package' && parts.at(-4) === '.store' && parts.at(-5) === 'node_modules') return true;
  if (parts.at(-3) === 'node_modules') return !parts.at(-2)?.startsWith('.') && !parts.at(-2)?.startsWith('@');
  return parts.at(-4) === 'node_modules' && (parts.at(-3)?.startsWith('@') ?? false);
}
