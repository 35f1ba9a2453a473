import { email } from './email.ts';
import type { Carrier } from './carrier.ts';
import { webhook } from './webhook.ts';

/** All kinds of channels. A new one is a file here and a member of the contract's `Channel`. */
export const carriers: { readonly [Kind in 'webhook' | 'email']: Carrier } = { webhook, email };

export type { Carrier, Target } from './carrier.ts';
