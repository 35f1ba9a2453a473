import { and, eq, isNull, lt, or } from 'drizzle-orm';
import type { Tx } from '../kernel/database/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { people, recoveryCodes, type PersonRow } from './tables.ts';
import { enrolment, hashRecoveryCode, isTotpCode, newRecoveryCodes, newSeed, stepOf } from './totp.ts';

export type Factors = ReturnType<typeof secondFactors>;

const purposeOf = (personId: string) => `totp ${personId}`;

/** Second factors as they are stored: the seed sealed for its person, the last used step, recovery codes hashed. */
export function secondFactors({ clock, random, sealer }: Pick<Kernel, 'clock' | 'random' | 'sealer'>) {
  const stepIn = (sealed: string, person: PersonRow, code: string, lastStep: number | null) =>
    stepOf(code, { seed: sealer.open(purposeOf(person.id), sealed), lastStep, now: clock.now() });

  return {
    /** A seed to show; it counts when a code of it was given. */
    async draft(tx: Tx, person: PersonRow): Promise<{ uri: string; secret: string }> {
      const seed = newSeed(random);
      await tx.update(people).set({ totpDraft: sealer.seal(purposeOf(person.id), seed) }).where(eq(people.id, person.id));
      return enrolment(seed, person.email);
    },

    /** Makes the shown seed the second factor. Returns whether the code was right. */
    async confirm(tx: Tx, person: PersonRow, code: string): Promise<boolean> {
      if (person.totpDraft === null) return false;
      const step = stepIn(person.totpDraft, person, code, null);
      if (step === undefined) return false;
      await tx.update(people).set({ totpSeed: person.totpDraft, totpDraft: null, totpStep: step }).where(eq(people.id, person.id));
      return true;
    },

    async remove(tx: Tx, person: PersonRow): Promise<void> {
      await tx.update(people).set({ totpSeed: null, totpDraft: null, totpStep: null }).where(eq(people.id, person.id));
      await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, person.id));
    },

    /** Ten new recovery codes; those before stop working. */
    async renewCodes(tx: Tx, person: PersonRow): Promise<string[]> {
      const codes = newRecoveryCodes(random);
      await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, person.id));
      await tx.insert(recoveryCodes).values(codes.map((code) => ({ personId: person.id, codeHash: hashRecoveryCode(code) })));
      return codes;
    },

    /** Uses a code up, of the application or a recovery code; two requests with the same one get it once. Undefined: it is wrong. */
    async use(tx: Tx, person: PersonRow, code: string): Promise<'totp' | 'recovery' | undefined> {
      if (person.totpSeed === null) return undefined;
      if (!isTotpCode(code)) {
        const used = await tx
          .delete(recoveryCodes)
          .where(and(eq(recoveryCodes.personId, person.id), eq(recoveryCodes.codeHash, hashRecoveryCode(code))))
          .returning({ codeHash: recoveryCodes.codeHash });
        return used.length > 0 ? 'recovery' : undefined;
      }
      const step = stepIn(person.totpSeed, person, code, person.totpStep);
      if (step === undefined) return undefined;
      const used = await tx
        .update(people)
        .set({ totpStep: step })
        .where(and(eq(people.id, person.id), or(isNull(people.totpStep), lt(people.totpStep, step))))
        .returning({ id: people.id });
      return used.length > 0 ? 'totp' : undefined;
    },
  };
}
