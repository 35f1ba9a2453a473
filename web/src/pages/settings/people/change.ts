import type { Role } from '../../../../../src/identity/contract.ts';

/** What may be changed about somebody. */
export type PersonChange = { role?: Role; disabled?: boolean; totp?: false };
