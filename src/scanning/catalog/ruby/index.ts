import type { Cataloguer } from '../cataloguer.ts';
import { gemfileLock } from './gemfile-lock.ts';
import { gemspec } from './gemspec.ts';

/** Ruby gems. */
export const ruby: readonly Cataloguer[] = [gemspec, gemfileLock];
