import { GlacisError } from '../kernel/errors.ts';

/** What is refused to one thing and may be granted to another: forbidden (a locked conversation), not found, gone, invalid. */
const OF_ONE = new Set<unknown>([403, 404, 410, 422]);

/** Whether a request failed for what it was about, and not for the host or the token. */
export const refusesOne = (error: unknown): boolean => error instanceof GlacisError && error.code === 'outgoing_failed' && OF_ONE.has(error.details?.['status']);
