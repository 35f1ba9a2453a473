import { sql } from 'drizzle-orm';
import { setTimeout as sleep } from 'node:timers/promises';
import { reachable } from '../src/alerts/reachable.ts';
import { createInventory } from '../src/inventory/index.ts';
import { createApi } from '../src/kernel/http/index.ts';
import type { Principal } from '../src/kernel/principal.ts';
import { issueRoom } from '../src/vulnerabilities/issues/index.ts';
import { BulkAnswer } from '../src/vulnerabilities/contract.ts';
import { testDatabase } from '../test/support/database.ts';
import { testLog } from '../test/support/engines.ts';
import { percentile, printTable, rounded, type Bench } from './bench.ts';
import { questionsOf, type Known, type Question } from './desk/questions.ts';
import { fillWorld, rowsOf, type Scale } from './desk/world.ts';

const SCALE: Record<'whole' | 'quick', Scale> = {
  whole: { issues: 100_000, places: 1_000_000, images: 5_000, nodes: 500 },
  quick: { issues: 10_000, places: 100_000, images: 1_000, nodes: 100 },
};
/** First pages of lists, p95, in milliseconds. */
const SLOWEST_PAGE = 200;
const ROUNDS = 3;
const OWNER: Principal = { kind: 'person', id: 'bench', name: 'bench', permissions: 'all', sources: 'all' };

type Took = Question & { ms: number };

/**
 * The desk of a house of years, asked over its API: the first page of every sort and filter of issues, counted, groups, findings,
 * trends, what the Overview joins, and one plan for ten thousand issues.
 */
export const bench: Bench = {
  name: 'desk',
  async run({ quick }) {
    const database = await testDatabase();
    const kernel = await database.kernel();
    try {
      const begun = performance.now();
      const world = await fillWorld(kernel, quick ? SCALE.quick : SCALE.whole);
      const filled = (performance.now() - begun) / 1_000;
      await kernel.jobs.start({ work: false });
      const room = issueRoom(kernel, { inventory: createInventory(kernel, { identity: { tokens: undefined as never, strangers: undefined as never } }) });
      const app = await createApi({ log: testLog, version: '0', authenticate: () => Promise.resolve(OWNER), onRefused: () => {}, trustedProxies: [] });
      room.routes(app);
      const url = await app.listen({ host: '127.0.0.1', port: 0 });
      try {
        const { rows: [known] } = await kernel.db.execute<Known>(sql`
          SELECT (SELECT id FROM issues ORDER BY open_places DESC, id LIMIT 1) AS "commonIssue", (SELECT id FROM issues WHERE open_places = 1 ORDER BY id LIMIT 1) AS "rareIssue",
            (SELECT asset_id FROM places GROUP BY asset_id ORDER BY count(*) DESC, asset_id LIMIT 1) AS asset`);
        if (!known) throw new Error('the world is empty');
        const took = await askAll(url, questionsOf(known));
        for (let round = 0; round < ROUNDS; round += 1) {
          const start = performance.now();
          await reachable(kernel.db);
          took.push({ group: 'rest', path: 'attention', ms: performance.now() - start });
        }
        const plan = await planMany(url, kernel);
        const p95 = percentile(took.map(({ ms }) => ms), 0.95);
        const slowest = slowestOf(took);
        const groups = [...Map.groupBy(took, ({ group }) => group)].map(([name, some]) => [name, some.length, percentile(some.map(({ ms }) => ms), 0.5), percentile(some.map(({ ms }) => ms), 0.95), Math.max(...some.map(({ ms }) => ms))]);
        printTable([['first pages', 'asked', 'median ms', 'p95 ms', 'slowest ms'], ...groups]);
        printTable([['slowest', 'ms'], ...slowest.map(({ path, ms }) => [path, ms])]);
        printTable([['', 'seconds'], [`world of ${world.places} places`, filled], [`plan of ${plan.issues} issues in ${plan.places} places`, plan.seconds]]);
        return {
          scale: `${world.issues} issues, ${world.places} places, ${world.assets} assets`, filled: rounded(filled), pages: took.length, p95: rounded(p95),
          slowest: slowest.map(({ path, ms }) => ({ what: path, ms: rounded(ms) })), plan: { ...plan, seconds: rounded(plan.seconds) },
          ok: p95 < SLOWEST_PAGE && plan.noted === plan.issues,
        };
      } finally {
        await app.close();
      }
    } finally {
      await database.stop();
    }
  },
};

async function askAll(url: string, questions: readonly Question[]): Promise<Took[]> {
  const took: Took[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const question of questions) {
      const start = performance.now();
      const response = await fetch(new URL(question.path, url));
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${question.path}: ${response.status}`);
      took.push({ ...question, ms: performance.now() - start });
      await sleep(0);
    }
  }
  return took;
}

/** Of each question its slowest answer, the ten slowest of all. */
const slowestOf = (took: readonly Took[]): Took[] =>
  [...Map.groupBy(took, ({ path }) => path).values()].flatMap((same) => same.toSorted((a, b) => b.ms - a.ms).slice(0, 1)).toSorted((a, b) => b.ms - a.ms).slice(0, 10);

/** Plans the ten thousand issues of the highest priority that nobody has decided, by a request of a browser's shape. */
async function planMany(url: string, kernel: Parameters<typeof rowsOf>[0]): Promise<{ issues: number; places: number; noted: number; seconds: number }> {
  const { rows } = await kernel.db.execute<{ id: string; places: number }>(sql`SELECT id, open_places AS places FROM issues WHERE required AND state IN ('open', 'triaged') ORDER BY priority DESC, id DESC LIMIT 10000`);
  const before = await rowsOf(kernel, 'issue_history');
  const due = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);
  const start = performance.now();
  const response = await fetch(new URL('/api/v1/issues/actions', url), {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ids: rows.map(({ id }) => id), action: { do: 'plan', owner: 'team-1', due, change: 'https://git.example/pull/1' } }),
  });
  const answered: unknown = await response.json();
  const seconds = (performance.now() - start) / 1_000;
  if (!response.ok) throw new Error(`the plan: ${JSON.stringify(answered)}`);
  return { issues: BulkAnswer.parse(answered).done, places: rows.reduce((sum, { places }) => sum + places, 0), noted: (await rowsOf(kernel, 'issue_history')) - before, seconds };
}
