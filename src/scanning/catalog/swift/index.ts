import type { Cataloguer } from '../cataloguer.ts';
import { conanLock } from './conan-lock.ts';
import { podfileLock } from './podfile-lock.ts';
import { swiftResolved } from './swift-resolved.ts';

/** Swift, and the package managers of C++ and Apple's platforms beside it. */
export const swift: readonly Cataloguer[] = [swiftResolved, podfileLock, conanLock];
