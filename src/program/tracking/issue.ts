import { blockOf, lostIssues, withBlock, type GitHub, type HostedIssue, type HostedIssueChange } from '../../codehost/index.ts';
import { inTransaction } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { systemPrincipal, type Principal } from '../../kernel/principal.ts';
import { visible } from '../../kernel/visible.ts';
import type { ProgramAnswer } from '../contract.ts';
import type { TrackingFile } from '../file/tracking.ts';
import { blockOfProgram, boxesIn, programMark, programWords, shapeOf } from './body.ts';
import type { HandClaims } from './claims.ts';
import { changeTracking, wantTracking, type TrackingRow, type Written } from './rows.ts';
import { SOMEBODY, overwritten, takenFrom, turnedBy } from './take-in.ts';

/** So often a text is read anew because somebody changed it just then; after that the next run does it. */
const MOST_TRIES = 3;
/** GitHub's titles have 256 characters. */
const MOST_TITLE = 250;
/** Every tracking issue has it. */
const OWN_LABEL = 'glacis';
const HOUSE = systemPrincipal('program');
const GONE = 'It is no longer there: it was deleted, or moved to another repository, or the token may not see it. POST /api/v1/program/tracking has another made.';
const CLOSED = 'It was closed by hand and is left so; its text is kept up to date.';

type Needs = Pick<Kernel, 'db' | 'clock' | 'audit' | 'config'> & { claims: HandClaims };
/** The issue as it stands at GitHub, and the text to go on with: another one where somebody's change was written over. */
type Reading = { issue: HostedIssue; text: string };
const readingOf = (issue: HostedIssue): Reading => ({ issue, text: issue.body });

export type IssueRun = {
  host: GitHub;
  place: string;
  tracking: TrackingFile;
  program: () => Promise<ProgramAnswer>;
  signal: AbortSignal | undefined;
  /** Throws when another server has taken over. */
  stillMine: () => Promise<void>;
};

/**
 * Keeps one issue in step with the program. A run may end anywhere, the server's death included: the next one goes on from what the
 * database and GitHub say, makes no second issue, and takes no box for somebody's that Glacis ticked. Runs must not overlap.
 */
export function trackingIssue({ db, clock, audit, config, claims }: Needs) {
  const link = config.publicUrl === undefined ? undefined : new URL('/program', config.publicUrl).href;
  const titleOf = ({ title }: TrackingFile, program: ProgramAnswer): string => visible((title ?? program.title).toWellFormed()).slice(0, MOST_TITLE).toWellFormed();
  const labelsOf = ({ labels }: TrackingFile): string[] => [...new Set([OWN_LABEL, ...labels])];

  /** The program, and what is to stand between the marks. */
  async function wanted({ program: read }: IssueRun, text: string) {
    const program = await claims.shownIn(await read());
    const ticked = new Set((await claims.all()).map(({ milestone }) => milestone));
    return { program, block: blockOfProgram(program, { claims: ticked, link, around: text.length - (blockOf(text)?.length ?? 0) }) };
  }

  const note = (action: string, { url, number }: Pick<HostedIssue, 'url' | 'number'>, detail: Record<string, unknown> = {}) =>
    audit.record({ action, outcome: 'success', actor: HOUSE, target: { type: 'tracking issue', id: url }, detail: { number, ...detail } });

  /** Finds the issue by its mark, or makes it. Of several the oldest is it, and it is said. */
  async function make(run: IssueRun, row: TrackingRow): Promise<HostedIssue> {
    const { host, tracking: { repository }, tracking, place, signal, stillMine } = run;
    const { program, block } = await wanted(run, '');
    const mark = programMark(program.subject);
    const lost = lostIssues({ host, repository, signal });
    const [found, ...others] = await lost.withMark(mark, { words: programWords(program.subject), since: row.wantedAt.getTime() });
    const title = titleOf(tracking, program);
    const labels = labelsOf(tracking);
    await stillMine();
    const issue = found ?? (await host.create(repository, { title, body: withBlock('', { mark, block }), labels }, signal));
    const written = { ...unknown(issue), labels: found === undefined ? labels : [], others: others.map(({ number }) => number) };
    await changeTracking(db, place, { number: issue.number, url: issue.url, state: issue.state, problem: problemOf(issue, written), syncedAt: new Date(clock.now()), written });
    await note(found === undefined ? 'tracking.make' : 'tracking.find', issue, { others: written.others });
    return issue;
  }

  /** What people did there becomes claims, or is noted; nothing of it decides. */
  async function takeIn({ host, tracking: { repository }, place, program: read, signal }: IssueRun, { issue: hosted, text }: Reading, written: Written): Promise<Written> {
    const program = await read();
    const known = new Map(program.milestones.map(({ id, outcome }) => [id, outcome === 'met']));
    const claimed = new Set((await claims.all()).map(({ milestone }) => milestone));
    const taken = takenFrom(text, written, { met: new Set([...known].filter(([, isMet]) => isMet).map(([id]) => id)), claimed });
    const [ticked, unticked] = [taken.ticked, taken.unticked].map((ids) => ids.filter((id) => known.has(id)));
    const turned = (ticked?.length ?? 0) + (unticked?.length ?? 0) > 0;
    const edits = turned ? await host.edits(repository, hosted.number, signal) : undefined;
    const own = turned ? await host.viewer(signal) : undefined;
    const named = (ids: readonly string[] = [], is: boolean) => ids.flatMap((milestone) => {
      const by = turnedBy(edits, { milestone, is, own });
      return by === undefined ? [] : [{ milestone, by }];
    });
    const isClosing = hosted.state === 'closed' && hosted.closedAt !== null && hosted.closedAt !== written.closedSeen;
    const next: Written = { ...written, written: taken.block, pending: null, closedSeen: hosted.state === 'closed' ? hosted.closedAt : null };
    await inTransaction(db, async (tx) => {
      await claims.take(tx, { ticked: named(ticked, true), unticked: named(unticked, false), url: hosted.url });
      const notes = [...(taken.isChanged ? ['tracking.edited'] : []), ...(isClosing ? ['tracking.closed'] : []), ...(hosted.state === 'open' && written.closedSeen !== null ? ['tracking.opened'] : [])];
      for (const action of notes) await audit.record({ action, outcome: 'success', actor: { kind: 'unknown', name: SOMEBODY }, target: { type: 'tracking issue', id: hosted.url } }, tx);
      await changeTracking(tx, place, { state: hosted.state, url: hosted.url, written: next, problem: problemOf(hosted, next) });
    });
    return next;
  }

  /** Writes what is to stand there, if the text is still as it was read. Gives what to go on with where it was not, or where somebody's change was written over. */
  async function write(run: IssueRun, { issue, text }: Reading, before: Written): Promise<Reading | undefined> {
    const { host, tracking: { repository }, tracking, place, signal, stillMine } = run;
    const { program, block } = await wanted(run, text);
    const body = withBlock(text, { mark: programMark(program.subject), block });
    const title = titleOf(tracking, program);
    const change: HostedIssueChange = { ...(body === issue.body ? {} : { body }), ...(issue.title === before.title && title !== issue.title ? { title } : {}) };
    const pending = { shape: shapeOf(block), boxes: boxesIn(block) };
    let current = issue;
    if (Object.keys(change).length > 0) {
      // What is written is noted before: a server that dies then knows what may stand there.
      await changeTracking(db, place, { written: { ...before, pending } });
      const now = await host.issue(repository, issue.number, signal);
      if (now === undefined) return undefined;
      if (now.body !== issue.body || now.updatedAt !== issue.updatedAt) return readingOf(now);
      await stillMine();
      current = await host.update(repository, issue.number, change, signal);
    }
    const missing = labelsOf(tracking).filter((label) => !before.labels.includes(label) && !current.labels.includes(label));
    if (missing.length > 0) await host.label(repository, issue.number, missing, signal);
    const missed = change.body === undefined ? undefined : overwritten(await host.edits(repository, issue.number, signal), { written: body, read: issue.body, readAt: Date.parse(issue.updatedAt) });
    const isOurs = issue.title === before.title || issue.title === title;
    const after: Written = { ...before, title: isOurs ? title : before.title, labels: labelsOf(tracking), written: pending, pending: null };
    const known = missed === undefined ? after : { ...after, written: before.written, pending };
    await changeTracking(db, place, { state: current.state, url: current.url, written: known, problem: problemOf(current, after), syncedAt: new Date(clock.now()) });
    if (missed?.text === undefined) return undefined;
    await note('tracking.overwritten', current, { at: new Date(missed.at).toISOString(), by: missed.by ?? null });
    return { issue: current, text: missed.text };
  }

  return {
    /** One exchange about the issue. @throws {GlacisError} as the code host's methods do. */
    async sync(run: IssueRun): Promise<void> {
      const { host, tracking: { repository }, place, signal } = run;
      const row = await wantTracking(db, place, new Date(clock.now()));
      const read = row.number === null ? await make(run, row) : await host.issue(repository, row.number, signal);
      if (read === undefined) {
        if (row.state !== 'gone') await audit.record({ action: 'tracking.gone', outcome: 'success', actor: HOUSE, target: { type: 'tracking issue', id: row.url ?? place } });
        return void (await changeTracking(db, place, { state: 'gone', problem: GONE }));
      }
      let reading: Reading | undefined = readingOf(read);
      for (let tries = 0; reading !== undefined && tries < MOST_TRIES; tries += 1) {
        const known = (await wantTracking(db, place, new Date(clock.now()))).written ?? unknown(read);
        reading = await write(run, reading, await takeIn(run, reading, known));
      }
    },

    /** Has another issue made where the one before is gone. */
    async again(place: string, by: Principal): Promise<void> {
      const now = new Date(clock.now());
      const row = await wantTracking(db, place, now);
      if (row.state !== 'gone') return;
      await inTransaction(db, async (tx) => {
        await changeTracking(tx, place, { number: null, url: null, state: 'wanted', written: null, problem: null, wantedAt: now });
        await audit.record({ action: 'tracking.again', outcome: 'success', actor: by, target: { type: 'tracking issue', id: row.url ?? place } }, tx);
      });
    },
  };
}

/** Of an issue that was found, or whose note cannot be read. */
const unknown = (issue: HostedIssue): Written => ({ title: issue.title, labels: [], written: blockAt(issue), pending: null, closedSeen: null, others: [] });

/** What stands between the marks, taken as if Glacis had written it: of one that was found nobody knows better. */
function blockAt({ body }: Pick<HostedIssue, 'body'>): Written['written'] {
  const block = blockOf(body) ?? '';
  return { shape: shapeOf(block), boxes: boxesIn(block) };
}

function problemOf({ state }: Pick<HostedIssue, 'state'>, { others }: Written): string | null {
  const said = [...(state === 'closed' ? [CLOSED] : []), ...(others.length > 0 ? [`Other issues carry its mark and are not kept: ${others.map((number) => `#${number}`).join(', ')}. The oldest is.`] : [])];
  return said.length === 0 ? null : said.join(' ');
}
