import { asc, inArray, sql } from 'drizzle-orm';
import type { Tx } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { tell } from '../assets/tell.ts';
import { assets, ownerRules, placements } from '../tables.ts';
import { assetsChanged } from '../topics.ts';
import { ruleFor } from './rules.ts';

/** Names owners and environments by the rules as they are now, except where a person did. Tells of those that it changed. */
export async function applyRules({ outbox }: Pick<Kernel, 'outbox'>, tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const rules = (await tx.select().from(ownerRules).orderBy(asc(ownerRules.position))).map(({ rule }) => rule);
  const rows = await tx.select().from(assets).where(inArray(assets.id, [...ids])).orderBy(asc(assets.id)).for('update');
  const namespaces = rules.some(({ namespace }) => namespace !== null) ? await namespacesOf(tx, ids) : new Map<string, string[]>();
  const changes = rows.flatMap((row) => {
    const rule = ruleFor(rules, { ...row, namespaces: namespaces.get(row.id) ?? [] });
    const hand = new Set(row.byHand);
    const next = {
      owner: hand.has('owner') ? row.owner : (rule?.owner ?? null),
      environment: hand.has('environment') ? row.environment : (rule?.environment ?? null),
      internetFacing: hand.has('internetFacing') ? row.internetFacing : (rule?.internetFacing ?? false),
      ownerRule: rule && !(hand.has('owner') && hand.has('environment')) ? rule.name : null,
    };
    const isSame = row.owner === next.owner && row.environment === next.environment && row.internetFacing === next.internetFacing && row.ownerRule === next.ownerRule;
    return isSame ? [] : [{ id: row.id, ...next }];
  });
  if (changes.length === 0) return;
  await tx.execute(sql`
    UPDATE assets SET owner = n.owner, environment = n.environment, internet_facing = n."internetFacing", owner_rule = n."ownerRule"
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) AS n(id text, owner text, environment text, "internetFacing" boolean, "ownerRule" text)
    WHERE assets.id = n.id`);
  await tell(outbox, tx, assetsChanged, changes.map(({ id }) => id));
}

async function namespacesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.selectDistinct({ id: placements.assetId, namespace: placements.namespace }).from(placements).where(inArray(placements.assetId, [...ids]));
  const by = Map.groupBy(rows, ({ id }) => id);
  return new Map([...by].map(([id, some]) => [id, some.map(({ namespace }) => namespace)]));
}
