import type { Cataloguer } from '../cataloguer.ts';
import { javaArchive } from './archives.ts';
import { gradleLock, mavenPom, sbtLock } from './projects.ts';

/** Java and its neighbours: archives that run, and what projects state. */
export const java: readonly Cataloguer[] = [javaArchive, mavenPom, gradleLock, sbtLock];
