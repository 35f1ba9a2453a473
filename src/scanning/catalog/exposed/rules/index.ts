import type { Rule } from '../rule.ts';
import { clouds } from './clouds.ts';
import { forges } from './forges.ts';
import { generic } from './generic.ts';
import { messages } from './messages.ts';
import { models } from './models.ts';
import { operations } from './operations.ts';
import { payments } from './payments.ts';
import { privateKeys } from './private-keys.ts';
import { registries } from './registries.ts';
import { settings } from './settings.ts';

/** Every kind of secret that is looked for. Where several see the same one, the first of them speaks: the closer description stands before the looser one. */
export const rules: readonly Rule[] = [
  ...clouds, ...forges, ...registries, ...messages, ...payments, ...models, ...operations, ...privateKeys, ...settings, ...generic,
];
