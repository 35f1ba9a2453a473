import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { errors, reasonOf } from '../kernel/errors.ts';
import {
  Evidence, Override, ProgramFile, TEMPLATES, conditionReader, evaluate, facts, modeline, programOfPage, programSchema, readPage, readProgram, template, type Problem,
} from '../program/offline.ts';
import { PostStatement, ProgramAnswer, ProgramSaved, StatementTaken } from '../program/contract.ts';
import { checked } from './checked.ts';
import { apiClient, serverAddress } from './client.ts';
import { programExport } from './program-export.ts';
import { programOfRepository } from './program-github.ts';
import { programTime } from './program-time.ts';
import { note, plain, print, printJson, table } from './output.ts';

const templateOption = () => new Option('--template <name>', 'to begin with').choices(TEMPLATES.map(([name]) => name)).default('cloud-launch');
const named = (given: string) => TEMPLATES.find(([name]) => name === given)?.[0] ?? 'cloud-launch';

/** The line by which an editor knows what belongs into the file: the server's schema, to whoever asks. */
const schemaLine = (): string => modeline(serverAddress().href);

/** Exit code of what waits for somebody. */
const NOT_YET = 3;

/** What is said in `--evidence`: the newest observation of each fact, and exceptions. */
const Observations = z.object({ at: z.number().optional(), evidence: z.array(Evidence).max(100_000), overrides: z.array(Override).max(1_000).default([]) });

/** `glacis program`: files without a server, and the program of one. */
export const program = (root: Command): void => {
  const command = root.command('program').description('the program of goals, milestones and gates, as a file');

  command.command('show').description('the milestones of the program that the server runs, as they stand').option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const answer = await apiClient().json(ProgramAnswer, 'GET', '/api/v1/program');
      if (json) return printJson(answer);
      print(table(['milestone', 'outcome', 'target', 'because'], answer.milestones.map(({ id, outcome, target, conditions }) => [id, outcome, target, conditions.find((one) => one.outcome !== 'met')?.because ?? ''])));
    });

  command.command('apply').description('let the server run this program').argument('<file>', 'program.yaml; - for standard input').option('--json', 'print JSON')
    .action(async (file: string, { json = false }: { json?: boolean }) => {
      const saved = await apiClient().json(ProgramSaved, 'PUT', '/api/v1/program', { text: textOf(file) });
      for (const warning of saved.warnings) note(lineOf(file, 'warning', warning));
      for (const { gate, conditions } of saved.loosened) note(plain(`${gate} asks less than before: ${conditions.join(', ')}`));
      if (json) printJson(saved);
      else if (saved.proposal === null) print(`version ${saved.version}, sha256:${saved.digest}`);
      else print(`it waits for a second person as proposal ${saved.proposal}; version ${saved.version} holds until then`);
      if (saved.proposal !== null) process.exitCode = NOT_YET;
    });

  command.command('evidence').description('give the server a signed statement of facts').argument('<file>', 'a DSSE envelope; - for standard input').option('--json', 'print JSON')
    .action(async (file: string, { json = false }: { json?: boolean }) => {
      const envelope = checked(PostStatement, jsonIn(file));
      const taken = await apiClient().json(StatementTaken, 'POST', '/api/v1/evidence', envelope);
      if (json) printJson(taken);
      else print(plain(`taken: ${taken.facts.join(', ')}, signed by ${taken.keys.join(', ')}`));
    });

  programExport(command);
  programTime(command);

  command.command('init').description('print a program to begin with').addOption(templateOption())
    .addHelpText('after', `\nTemplates:\n${TEMPLATES.map(([name, what]) => `  ${name.padEnd(16)} ${what}`).join('\n')}`)
    .action(({ template: name }: { template: string }) => print(`${schemaLine()}${template(named(name))}`));

  command.command('lint').description('check a program: exit code 1 where something is wrong, or is left to be confirmed')
    .argument('<file>', 'program.yaml; - for standard input').option('--json', 'print JSON')
    .action((file: string, { json = false }: { json?: boolean }) => {
      const read = readProgram(textOf(file), conditionReader(facts));
      const problems = read.is === 'problems' ? read.problems : [];
      const warnings = read.is === 'program' ? read.warnings : [];
      if (json) printJson({ problems, warnings });
      else for (const [kind, list] of [['error', problems], ['warning', warnings]] as const) for (const one of list) print(lineOf(file, kind, one));
      if (problems.length + warnings.length > 0) process.exitCode = 1;
      else if (!json) print(`${plain(file)}: fine`);
    });

  command.command('import').description('make a program of a page of goals in Markdown, or of milestones; what is not certain is told, for a person to decide (exit code 1)')
    .argument('[page]', 'Markdown; - for standard input').addOption(templateOption())
    .option('--github <owner/repo>', 'of the milestones of a repository instead, asked with GITHUB_TOKEN or by the server')
    .action(async (page: string | undefined, { template: name, github }: { template: string; github?: string }) => {
      if ((page === undefined) === (github === undefined)) throw errors.invalid({ what: 'Name a page, or a repository by --github.' });
      const { text, doubts } = github === undefined ? pageText(page ?? '', name) : await programOfRepository(github);
      print(`${schemaLine()}${text}`);
      for (const { milestone, words } of doubts) note(plain(milestone === '' ? words : `${milestone}: ${words}`));
      if (doubts.length > 0) process.exitCode = 1;
    });

  command.command('schema').description('print the JSON Schema of program.yaml, for editors').action(() => printJson(programSchema()));

  command.command('facts').description('list what conditions can ask').option('--json', 'print JSON')
    .action(({ json = false }: { json?: boolean }) => {
      if (json) return printJson(facts);
      print(table(['fact', 'type', 'from', 'holds for', 'meaning'], facts.map(({ id, type, from, maxAgeMs, meaning }) => [id, type, from, `${maxAgeMs / 3_600_000} h`, meaning])));
    });

  command.command('evaluate').description('judge a program by evidence from a file: exit code 0 every gate is open, 1 one is closed, 3 one is not known')
    .argument('<file>', 'program.yaml').requiredOption('--evidence <file>', 'JSON: {evidence, overrides, at}; time is now where `at` (ms) is left out').option('--json', 'print JSON')
    .action((file: string, { evidence, json = false }: { evidence: string; json?: boolean }) => {
      const read = readProgram(textOf(file), conditionReader(facts));
      if (read.is === 'problems') throw errors.invalid({ what: read.problems.map((one) => lineOf(file, 'error', one)).join('\n') });
      const given = observationsIn(evidence);
      const result = evaluate({
        program: read.program, definitions: facts, evidence: new Map(given.evidence.map((one) => [one.fact, one])), overrides: given.overrides, held: new Map(), now: given.at ?? Date.now(),
      });
      if (json) printJson({ ...result, held: Object.fromEntries(result.held) });
      else {
        print(table(['gate', 'state', 'what would open it'], result.gates.map(({ id, state, sentence }) => [id, state, sentence])));
        print('');
        print(table(['milestone', 'outcome', 'because'], result.milestones.map(({ id, outcome, verdicts }) => [id, outcome, verdicts.find((verdict) => verdict.outcome !== 'met')?.because ?? ''])));
      }
      const states = result.gates.map(({ state }) => state);
      process.exitCode = states.includes('closed') ? 1 : states.includes('unknown') ? 3 : 0;
    });
};

function pageText(page: string, name: string) {
  const { file, doubts } = programOfPage(readPage(textOf(page)), ProgramFile.parse(parse(template(named(name)))));
  return { text: stringify(file, { lineWidth: 0 }), doubts };
}

function jsonIn(file: string): unknown {
  try {
    const value: unknown = JSON.parse(textOf(file));
    return value;
  } catch (error) {
    throw errors.invalid({ what: `${file} holds no JSON: ${reasonOf(error)}` });
  }
}

const lineOf = (file: string, kind: string, { line, column, words }: Problem): string => plain(`${file}:${line}:${column}: ${kind}: ${words}`);

function observationsIn(file: string): z.infer<typeof Observations> {
  try {
    return Observations.parse(jsonIn(file));
  } catch (error) {
    throw error instanceof z.ZodError ? errors.invalid({ what: `${file} holds no evidence: ${z.prettifyError(error)}` }) : error;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw errors.invalid({ what: `${file} cannot be read: ${reasonOf(error)}` });
  }
}
