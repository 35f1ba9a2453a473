import type { Cataloguer } from '../cataloguer.ts';
import { condaEnvironment } from './conda-environment.ts';
import { condaPackage } from './conda-package.ts';

/** Packages of conda. */
export const conda: readonly Cataloguer[] = [condaPackage, condaEnvironment];
