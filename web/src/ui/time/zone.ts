import { oneOf, stored, useStored } from '../stored.ts';
import type { Zone } from './instant.ts';

/** Whose clock times are shown on: the reader's, or UTC. */
export const zoneSetting = stored<Zone>('glacis.zone', oneOf<Zone>('local', 'utc'));

export const useZone = (): Zone => useStored(zoneSetting);
