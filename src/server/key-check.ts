import { eq } from 'drizzle-orm';
import type { Kernel } from '../kernel/kernel.ts';
import { settings } from '../kernel/tables.ts';

const NAME = 'kernel.key-check';
const PURPOSE = 'key check';

/**
 * Whether this server's master key is the one that the stored secrets were sealed with: the first start leaves a sealed word
 * in the database, every later one opens it. It is not when a backup was restored without its key, or when one of several
 * servers made a key of its own.
 */
export async function fitsMasterKey({ db, clock, sealer }: Pick<Kernel, 'db' | 'clock' | 'sealer'>): Promise<boolean> {
  await db
    .insert(settings)
    .values({ name: NAME, value: sealer.seal(PURPOSE, 'glacis'), updatedAt: new Date(clock.now()) })
    .onConflictDoNothing();
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.name, NAME));
  try {
    return typeof row?.value === 'string' && sealer.open(PURPOSE, row.value).toString() === 'glacis';
  } catch {
    return false;
  }
}
