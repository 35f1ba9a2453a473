import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { scans, type VexStatement } from '../../scanning/index.ts';
import type { VexImported } from '../contract.ts';
import type { IssueDesk } from '../issues/desk/desk.ts';
import { retried } from '../issues/desk/retried.ts';
import { currentPolicy } from '../issues/policy.ts';
import { setAside, type Outcome } from '../issues/rules/decide.ts';
import { readReason } from './justifications.ts';
import { assetPurl } from './purls.ts';

type Spot = { issue: string; aliases: string[]; purl: string; assetKind: string; assetName: string; assetKey: string; lineage: string };
type Patterns = Pick<Awaited<ReturnType<typeof scans>>, 'isMeant' | 'purlPattern'>;

const MOST_STATEMENTS = 10_000;
const MOST_IGNORED = 500;
const LONGEST_REASON = 4_000;
/** As many places of issues that a document names are looked at. */
const MOST_SPOTS = 200_000;

/**
 * Takes what others say does not affect. Each statement becomes decisions about the images, nodes and repositories that it
 * speaks of, proposed or, where the policy lets whoever sends it, at once. What fits nothing here is told, not kept.
 */
export function vexImport({ db, clock, audit, desk }: Pick<Kernel, 'db' | 'clock' | 'audit'> & { desk: Pick<IssueDesk, 'take' | 'write' | 'situated'> }) {
  return async (document: string, by: Principal): Promise<z.infer<typeof VexImported>> => {
    const { readVex, ...patterns } = await scans();
    const statements = readVex(document, 'The document');
    if (statements.length > MOST_STATEMENTS) throw errors.invalid({ what: `The document has ${statements.length} statements; at most ${MOST_STATEMENTS} are taken at once.` });
    return retried(() => inTransaction(db, async (tx) => {
      const [at, policy] = [new Date(clock.now()), await currentPolicy(tx)];
      const situation = desk.situated(by, policy, at);
      const { about, ignored } = match(statements, await spotsOf(tx, statements), patterns);
      const { taken, refused } = await desk.take(tx, [...about.keys()].toSorted(), (issue, id): Outcome => {
        const said = about.get(id);
        if (!said) throw errors.notFound({ what: 'issue' });
        return setAside(issue, situation, said);
      });
      await desk.write(tx, taken, { by, at, policy });
      for (const [id, { message }] of refused) ignored.push({ statement: about.get(id)?.statement ?? id, reason: message });
      const made = taken.filter(({ outcome }) => outcome.decisions.length > 0);
      for (const { id } of taken.filter(({ outcome }) => outcome.decisions.length === 0)) ignored.push({ statement: about.get(id)?.statement ?? id, reason: 'It is decided so already.' });
      const proposed = made.filter(({ outcome }) => outcome.decisions.some(({ state }) => state === 'proposed')).length;
      await audit.record({ action: 'vex.import', outcome: 'success', actor: by, detail: { statements: statements.length, taken: made.length, proposed, issues: made.map(({ id }) => id).slice(0, 100) } }, tx);
      return { taken: made.length, proposed, ignored: ignored.slice(0, MOST_IGNORED) };
    }));
  };
}

/** The open places of issues that the statements name. */
async function spotsOf(tx: Tx, statements: readonly VexStatement[]): Promise<Spot[]> {
  const ids = [...new Set(statements.flatMap(({ vulnerabilities }) => vulnerabilities))];
  const { rows } = await tx.execute<Spot>(sql`
    SELECT i.id AS issue, i.aliases, c.purl, a.kind AS "assetKind", a.name AS "assetName", a.key AS "assetKey", a.lineage
    FROM issues i JOIN places p ON p.issue_id = i.id AND p.state = 'open' JOIN components c ON c.id = p.component_id JOIN assets a ON a.id = p.asset_id
    WHERE i.aliases && ${sql.param(ids)}::text[] ORDER BY i.id LIMIT ${MOST_SPOTS + 1}`);
  if (rows.length > MOST_SPOTS) throw errors.invalid({ what: `What the document names is in more than ${MOST_SPOTS} places here: send it in parts.` });
  return rows;
}

type Said = { statement: string; lineages: string[]; reason: string; justification: ReturnType<typeof readReason>['justification'] };

/** Which lineages each issue does not affect, by the last word on each; one with a package left that nothing is said of stays. */
function match(statements: readonly VexStatement[], spots: readonly Spot[], { isMeant, purlPattern }: Patterns): { about: Map<string, Said>; ignored: z.infer<typeof VexImported>['ignored'] } {
  const byAlias = new Map<string, Spot[]>();
  for (const spot of spots) for (const alias of spot.aliases) byAlias.set(alias, [...(byAlias.get(alias) ?? []), spot]);
  const ignored: z.infer<typeof VexImported>['ignored'] = [];
  const last = new Map<Spot, { statement: VexStatement; name: string }>();
  for (const statement of statements.toSorted((a, b) => a.timestamp.localeCompare(b.timestamp))) {
    const name = (statement.vulnerabilities[0] ?? 'a statement').slice(0, 200);
    const said = statement.products.map(({ product, components }) => ({ product: purlPattern(product), components: components.map((component) => purlPattern(component)) }));
    const means = (pattern: ReturnType<typeof purlPattern>, purl: string): boolean => {
      const parsed = purlPattern(purl);
      return pattern !== undefined && parsed !== undefined && isMeant(pattern, parsed);
    };
    const meant = [...new Set(statement.vulnerabilities.flatMap((id) => byAlias.get(id) ?? []))].filter((spot) => {
      const asset = assetPurl({ kind: spot.assetKind, name: spot.assetName, key: spot.assetKey, lineage: spot.lineage });
      return said.some(({ product, components }) =>
        components.length === 0 ? means(product, asset) || means(product, spot.purl) : means(product, asset) && components.some((component) => means(component, spot.purl)));
    });
    for (const spot of meant) last.set(spot, { statement, name });
    if (statement.status !== 'not_affected') ignored.push({ statement: name, reason: `It says ${statement.status.replaceAll('_', ' ')}: that is seen by scanning.` });
    else if (meant.length === 0) ignored.push({ statement: name, reason: 'Nothing that is open here is what it speaks of.' });
  }
  const about = new Map<string, Said>();
  for (const [issue, all] of Map.groupBy(spots, (spot) => spot.issue)) {
    const lineages = [...Map.groupBy(all, ({ lineage }) => lineage)].filter(([, group]) => group.every((spot) => last.get(spot)?.statement.status === 'not_affected'));
    const words = lineages.flatMap(([, group]) => group.flatMap((spot) => last.get(spot) ?? []));
    const [first] = words;
    if (first === undefined) continue;
    const read = words.map(({ statement }) => readReason(statement.reason));
    about.set(issue, {
      statement: first.name,
      lineages: lineages.map(([lineage]) => lineage),
      reason: [...new Set(read.map(({ reason }) => reason).filter((reason) => reason !== ''))].join('; ').slice(0, LONGEST_REASON) || 'Said so by VEX.',
      justification: read.find(({ justification }) => justification !== null)?.justification ?? null,
    });
  }
  return { about, ignored };
}
