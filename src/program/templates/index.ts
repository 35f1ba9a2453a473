import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs to begin with, by name, and what each is for. */
export const TEMPLATES = [
  ['cloud-launch', 'from no visibility to customers\' private code, in two goals and two gates'],
  ['open-source', 'an open-source project: what is in it is known and decided, releases are signed, reports are answered; one gate, release'],
  ['auditing-facts', 'what auditing frameworks ask about logs and access, to be looked at; it holds no gate'],
] as const;
export type TemplateName = (typeof TEMPLATES)[number][0];

/** Its text. */
export const template = (name: TemplateName): string => readFileSync(join(import.meta.dirname, `${name}.yaml`), 'utf8');
