import { stored, texts } from '../../ui/stored.ts';

/** The columns that were chosen last: a fresh look at Logs begins with them, and then they stand in the address. */
export const rememberedColumns = stored<string[]>('glacis.columns', texts, JSON.stringify);
