import type { Kernel } from '../../kernel/kernel.ts';
import type { Entry } from '../../kernel/tar.ts';
import { issueExceptions, type IssueException } from '../../vulnerabilities/index.ts';
import type { ProgramAnswer } from '../contract.ts';
import type { ExportedKeys, ExportSummary, VersionLine } from './contract.ts';
import { decisionFiles, type Changes } from './decisions.ts';
import { jsonFile, lineFiles } from './files.ts';
import { assessmentResults } from './oscal/results.ts';
import { tapped, type ClaimRow, type OverrideRow, type Picture, type Told } from './picture.ts';
import { readme } from './readme.ts';
import { reportPage } from './report/page.ts';
import { claimRows, observationRows, overrideRows, programRows, proposalRows, statementRows, type Range } from './rows.ts';

export type Source = {
  range: Range;
  summary: ExportSummary;
  keys: ExportedKeys;
  program: ProgramAnswer;
  facts: Picture['facts'];
  /** The program that a house has before anybody saves one. */
  unsaved: { text: string; digest: string };
  evidenceKeys: readonly unknown[];
  /** Whether the caller may see what was decided about vulnerabilities. */
  withVulnerabilities: boolean;
};

/** Every file of an archive but the last two, in order: keys before what they signed, reports after what they tell of. */
export async function* exportEntries({ db }: Pick<Kernel, 'db'>, { range, summary, keys, program, facts, unsaved, evidenceKeys, withVulnerabilities }: Source): AsyncGenerator<Entry, void, undefined> {
  const told = <Row>(): Told<Row> => ({ first: [], all: 0 });
  const overrides = told<OverrideRow>();
  const claims = told<ClaimRow>();
  const vulnerabilities = told<IssueException>();
  const changes = new Map<string, Changes>();

  yield { name: 'README.txt', body: Buffer.from(readme(summary)) };
  yield jsonFile('decisions/keys.json', keys);
  for (const { keyid, publicKey } of keys.keys) yield { name: `decisions/keys/${keyid}.pem`, body: Buffer.from(publicKey) };
  const versions: VersionLine[] = [];
  for await (const rows of programRows(db, range)) {
    for (const { version, text, digest, changedBy, approvedBy, changedAt } of rows) {
      versions.push({ version, digest, changedBy, approvedBy, changedAt: changedAt.toISOString(), file: fileOf(version) });
      yield { name: fileOf(version), body: Buffer.from(text) };
    }
  }
  if (versions[0] === undefined || Date.parse(versions[0].changedAt) > range.from) {
    versions.unshift({ version: 0, digest: unsaved.digest, changedBy: 'glacis', approvedBy: null, changedAt: new Date(0).toISOString(), file: fileOf(0) });
    yield { name: fileOf(0), body: Buffer.from(unsaved.text) };
  }
  yield jsonFile('program/versions.json', versions);
  yield* lineFiles('program/proposals', proposalRows(db, range));
  yield jsonFile('program/state.json', program);
  yield* decisionFiles(db, range, keys, changes);
  yield* lineFiles('evidence/observations', observationRows(db, range));
  yield* lineFiles('evidence/statements', statementRows(db, range));
  yield* lineFiles('evidence/claims', tapped(claimRows(db, range), claims));
  yield jsonFile('evidence/keys.json', evidenceKeys);
  yield* lineFiles('exceptions/overrides', tapped(overrideRows(db, range), overrides));
  if (withVulnerabilities) yield* lineFiles('exceptions/vulnerabilities', tapped(issueExceptions({ db }, range), vulnerabilities));
  const picture: Picture = { summary, program, facts, programFile: versions.at(-1)?.file ?? fileOf(program.version), approvedBy: versions.at(-1)?.approvedBy ?? null, changes, overrides, claims, vulnerabilities };
  yield jsonFile('oscal/assessment-results.json', assessmentResults(picture));
  yield { name: 'report.html', body: Buffer.from(reportPage(picture)) };
}

const fileOf = (version: number): string => `program/${String(version).padStart(4, '0')}.yaml`;
