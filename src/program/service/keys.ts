import { asc, desc, sql } from 'drizzle-orm';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { inTransaction, type Queryable, type Tx } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { handOver } from '../decision/decide.ts';
import type { Envelope } from '../decision/dsse.ts';
import { keyIdOf } from '../decision/dsse.ts';
import { decisionKeys } from '../tables.ts';

const PURPOSE = 'program decision key';

/** The keys that sign decisions: made at first need, sealed with the master key; each hands over to the next. */
export function decisionKeyDesk({ db, clock, sealer, audit }: Pick<Kernel, 'db' | 'clock' | 'sealer' | 'audit'>) {
  const opened = new Map<string, KeyObject>();

  async function newest(tx: Queryable): Promise<KeyObject | undefined> {
    const [row] = await tx.select().from(decisionKeys).orderBy(desc(decisionKeys.seq)).limit(1);
    if (!row) return undefined;
    const key = opened.get(row.keyid) ?? createPrivateKey({ key: sealer.open(PURPOSE, row.sealed), format: 'der', type: 'pkcs8' });
    opened.set(row.keyid, key);
    return key;
  }

  async function make(tx: Tx, before: KeyObject | undefined): Promise<KeyObject> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const at = clock.now();
    await tx.insert(decisionKeys).values({
      keyid: keyIdOf(publicKey),
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      sealed: sealer.seal(PURPOSE, privateKey.export({ type: 'pkcs8', format: 'der' })),
      handover: before === undefined ? null : handOver(publicKey, { key: before, at }),
      validFrom: new Date(at),
    });
    return privateKey;
  }

  return {
    /** The key of now. Within a transaction that holds the lock of the evaluation. */
    current: async (tx: Tx): Promise<KeyObject> => (await newest(tx)) ?? make(tx, undefined),

    /** Puts another key in the place of the present one, which signs for it. */
    rotate: (by: Principal): Promise<void> => inTransaction(db, async (tx) => {
      await tx.execute(EVALUATION_LOCK);
      const key = await make(tx, await newest(tx));
      await audit.record({ action: 'decision-key.rotate', outcome: 'success', actor: by, target: { type: 'decision-key', id: keyIdOf(key) } }, tx);
    }),

    /** What a bundle needs of them: the first, and each hand-over. */
    async chain(at: Queryable = db): Promise<{ rootKey: string; rootKeyId: string; handovers: Envelope[]; keys: { keyid: string; publicKey: string; validFrom: string }[] } | undefined> {
      const rows = await at.select().from(decisionKeys).orderBy(asc(decisionKeys.seq));
      const [root] = rows;
      return root && {
        rootKey: root.publicKey, rootKeyId: root.keyid, handovers: rows.flatMap(({ handover }) => (handover === null ? [] : [handover])),
        keys: rows.map(({ keyid, publicKey, validFrom }) => ({ keyid, publicKey, validFrom: validFrom.toISOString() })),
      };
    },
  };
}
export type DecisionKeys = ReturnType<typeof decisionKeyDesk>;

/** Evaluations of a house come one after the other, whoever makes them. */
export const EVALUATION_LOCK = sql`SELECT pg_advisory_xact_lock(hashtextextended('program evaluation', 0))`;
