import type { Cataloguer } from '../cataloguer.ts';
import { pipfileLock } from './pipfile-lock.ts';
import { pythonEgg } from './python-egg.ts';
import { pythonPackage } from './python-package.ts';
import { requirements } from './requirements.ts';
import { pdmLock, poetryLock, pylock } from './toml-locks.ts';
import { uvLock } from './uv-lock.ts';

/** Python packages, from whatever says so. */
export const python: readonly Cataloguer[] = [pythonPackage, pythonEgg, requirements, poetryLock, pipfileLock, uvLock, pylock, pdmLock];
