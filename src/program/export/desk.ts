import { createHash } from 'node:crypto';
import { inTransaction } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { may, type Principal } from '../../kernel/principal.ts';
import { factAnswers, programAnswer } from '../service/answers.ts';
import type { Evaluator } from '../service/evaluation.ts';
import type { EvidenceDesk } from '../service/evidence.ts';
import { EVALUATION_LOCK, type DecisionKeys } from '../service/keys.ts';
import { template } from '../templates/index.ts';
import { exportEntries } from './entries.ts';
import { packed } from './pack.ts';
import { countRows, type Range } from './rows.ts';

const FIRST_PROGRAM = template('cloud-launch');
const DAY_MS = 86_400_000;
const USUAL_MS = 366 * DAY_MS;
const LONGEST_MS = 10 * 366 * DAY_MS;
/** More rows of a kind make an archive that nobody reads; whoever needs them takes a year at a time. */
const MOST_ROWS = 500_000;

type Parts = { evaluation: Pick<Evaluator, 'recent'>; evidence: Pick<EvidenceDesk, 'keys'>; keys: DecisionKeys; version: string };

/** Archives for auditors. */
export function exportDesk(kernel: Pick<Kernel, 'db' | 'clock' | 'audit'>, { evaluation, evidence, keys, version }: Parts) {
  const { db, clock, audit } = kernel;

  function rangeOf({ from, to }: { from?: string | undefined; to?: string | undefined }): Range {
    const now = clock.now();
    const end = Math.min(to === undefined ? now : Date.parse(to), now);
    const start = from === undefined ? end - USUAL_MS : Date.parse(from);
    if (start >= end) throw errors.invalid({ what: 'An export is of a time that has begun: from is before to, and not in the future.' });
    if (end - start > LONGEST_MS) throw errors.invalid({ what: 'An export is of ten years at most.' });
    return { from: start, to: end };
  }

  return {
    /**
     * An archive of the range, as bytes of tar that are made as they are read. It is written down who took it before a byte is given.
     * @throws {GlacisError} `invalid` for a range that is none, or holds more than anybody can read.
     */
    async archive(asked: { from?: string | undefined; to?: string | undefined }, by: Principal): Promise<AsyncGenerator<Buffer, void, undefined>> {
      const range = rangeOf(asked);
      const tooMany = (await countRows(db, range)).find(({ rows }) => rows > MOST_ROWS);
      if (tooMany) throw errors.invalid({ what: `In this time there are ${tooMany.rows} ${tooMany.what}; an export holds ${MOST_ROWS}. Take a shorter one.` });
      const look = await evaluation.recent();
      // The key of this moment signs, whatever key comes while the archive is read.
      const { key, chain, at } = await inTransaction(db, async (tx) => {
        await tx.execute(EVALUATION_LOCK);
        return { key: await keys.current(tx), chain: await keys.chain(tx), at: clock.now() };
      });
      if (chain === undefined) throw errors.internal();
      const program = programAnswer(look);
      const withVulnerabilities = may(by, 'issues.read');
      const summary = {
        program: { title: program.title, subject: program.subject, version: program.version, digest: program.digest },
        from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString(), at: new Date(at).toISOString(), by: by.name, glacis: version, rootKeyId: chain.rootKeyId,
        leftOut: withVulnerabilities ? [] : ['vulnerabilities that were let stand: whoever exported may not see issues (issues.read)'],
      };
      await audit.record({ action: 'program.export', outcome: 'success', actor: by, target: { type: 'program', id: String(program.version) }, detail: { from: summary.from, to: summary.to, leftOut: summary.leftOut } });
      const files = exportEntries(kernel, {
        range, summary, keys: chain, program, facts: factAnswers(look), withVulnerabilities, evidenceKeys: await evidence.keys(),
        unsaved: { text: FIRST_PROGRAM, digest: createHash('sha256').update(FIRST_PROGRAM).digest('hex') },
      });
      return packed(files, summary, key);
    },
  };
}
export type ExportDesk = ReturnType<typeof exportDesk>;
