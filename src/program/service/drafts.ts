import { parse, stringify } from 'yaml';
import type { z } from 'zod';
import { errors } from '../../kernel/errors.ts';
import type { ImportPage, PageImported, ProgramLint, ProgramTemplates } from '../contract.ts';
import { facts } from '../facts/index.ts';
import { readProgram } from '../file/read.ts';
import { ProgramFile } from '../file/schema.ts';
import { conditionReader } from '../gate/condition.ts';
import { programOfPage } from '../page/program.ts';
import { readPage } from '../page/read.ts';
import { TEMPLATES, template } from '../templates/index.ts';

const readCondition = conditionReader(facts);

/** What `glacis program lint` says of a text. */
export function lintAnswer(text: string): z.infer<typeof ProgramLint> {
  const read = readProgram(text, readCondition);
  return read.is === 'problems' ? { problems: [...read.problems], warnings: [] } : { problems: [], warnings: [...read.warnings] };
}

export const templatesAnswer = (): z.infer<typeof ProgramTemplates> => ({ items: TEMPLATES.map(([name, says]) => ({ name, says, text: template(name) })) });

/** Makes a program of a page, and keeps nothing. @throws {GlacisError} `invalid` for a template that there is not, and a page without goals. */
export function importAnswer({ text, template: name }: z.infer<typeof ImportPage>): z.infer<typeof PageImported> {
  const known = TEMPLATES.find(([one]) => one === name)?.[0];
  if (known === undefined) throw errors.invalid({ what: `There is no template ${name}.` });
  const page = readPage(text);
  if (page.goals.length === 0) throw errors.invalid({ what: 'The page has no goals: a goal is a heading with numbered milestones below it.' });
  const { file, doubts } = programOfPage(page, ProgramFile.parse(parse(template(known))));
  return { text: stringify(file, { lineWidth: 0 }), doubts: [...doubts] };
}
