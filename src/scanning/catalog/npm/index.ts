import type { Cataloguer } from '../cataloguer.ts';
import { bunBinaryLock, bunLock } from './bun-lock.ts';
import { npmLock } from './npm-lock.ts';
import { npmPackage } from './npm-package.ts';
import { pnpmLock } from './pnpm-lock.ts';
import { yarnLock } from './yarn-lock.ts';

/** Node.js packages, from whatever says so. */
export const npm: readonly Cataloguer[] = [npmPackage, npmLock, yarnLock, pnpmLock, bunLock, bunBinaryLock];
