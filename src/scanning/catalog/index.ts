import { apk } from './apk/index.ts';
import type { Cataloguer } from './cataloguer.ts';
import { dpkg } from './dpkg/index.ts';
import { rpm } from './rpm/index.ts';
import { kernel } from './system/kernel.ts';
import { release } from './system/release.ts';

/** Every cataloguer there is. Each is asked of every file; which come first does not matter. Adding one: docs/extend/cataloguer.md. */
export const cataloguers: readonly Cataloguer[] = [
  // the system
  release, kernel, dpkg, apk, rpm,
];
