import { zipEntries } from '../../../kernel/zip.ts';
import type { Cataloguer } from '../cataloguer.ts';
import { textOf } from '../read/text.ts';
import { installed } from './python-package.ts';

const LIMITS = { entries: 100_000, entryBytes: 8 << 20, readBytes: 8 << 20 };

/**
 * A zipped egg, which Python runs as it is: `EGG-INFO/PKG-INFO` in it.
 * Source: https://setuptools.pypa.io/en/latest/deprecated/python_eggs.html.
 */
export const pythonEgg: Cataloguer = {
  id: 'python-egg',
  evidence: 'installed',
  wants: ({ name }) => name.endsWith('.egg'),
  recognizes: (head) => head[0] === 0x50 && head[1] === 0x4b,
  maxBytes: 128 << 20,
  read(file) {
    try {
      const metadata = zipEntries(file.bytes, LIMITS).find(({ name }) => name === 'EGG-INFO/PKG-INFO');
      return metadata ? installed(textOf(metadata.read())) : {};
    } catch {
      return { warnings: ['This egg cannot be read: it is no ZIP archive, or is damaged.'] };
    }
  },
};
