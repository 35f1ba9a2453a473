import type { SyncOptions, SyncOutcome } from './sync/sync.ts';

/** Advisories: fetched by a sync, kept in one SQLite file, asked by scans. */
export { ageOf, ageWords, type Age } from './age.ts';
export { openAdvisories, type OpenAdvisories } from './open.ts';
export type { AdvisoryFacts } from './open/facts.ts';
export type { KnownAdvisory, KnownOf } from './open/known.ts';
export { advisoryDirectory, advisoryFile } from './place.ts';
export { PUBLIC_BUCKET } from './sync/public.ts';

/** `syncAdvisories` of sync/sync.ts, loaded when it is called: a scan needs none of it. */
export const syncAdvisories = async (options: SyncOptions): Promise<SyncOutcome> => (await import('./sync/sync.ts')).syncAdvisories(options);
