import { hash, parseOptions, verify } from '@node-rs/argon2';
import { availableParallelism } from 'node:os';
import { errors } from '../kernel/errors.ts';
import type { Random } from '../kernel/ids.ts';

/** OWASP Password Storage Cheat Sheet: argon2id (the package's default), m = 19 MiB, t = 2, p = 1; about 30 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
export type PasswordCost = typeof COST;

/** How many may wait for a turn; more than this is a flood, and waiting would take longer than anybody does. */
const QUEUE = 100;

export type Passwords = {
  hash(password: string): Promise<string>;
  /**
   * Whether the password is right. Takes the same time where there is no hash to compare with (no such account). Who is
   * `known` goes before the others that wait.
   * @throws {GlacisError} `too_many` when more wait than could be served.
   */
  verify(stored: string | null, password: string, known?: boolean): Promise<boolean>;
  /** Whether the hash was made at a lower cost than is usual now. */
  outdated(stored: string): boolean;
};

/**
 * Hashes passwords, a few at a time: each takes a core and 19 MiB, so that a flood of sign-ins would take the machine.
 */
export function createPasswords(
  { random, cost = COST, parallel = Math.max(1, availableParallelism() - 1) }: { random: Random; cost?: PasswordCost | undefined; parallel?: number },
): Passwords {
  const turns = turnstile(parallel);
  const nobody = hash(random(24), { ...cost, salt: random(16) });
  return {
    hash: (password) => turns(() => hash(password, { ...cost, salt: random(16) }), true),
    async verify(stored, password, known = false) {
      const right = await turns(async () => verify(stored ?? (await nobody), password), known);
      return right && stored !== null;
    },
    outdated(stored) {
      const { memoryCost, timeCost } = parseOptions(stored);
      return memoryCost < cost.memoryCost || timeCost < cost.timeCost;
    },
  };
}

/** Lets `parallel` through at a time; the others wait in two lines, of which the first goes before the second. */
function turnstile(parallel: number) {
  const lines: [first: (() => void)[], second: (() => void)[]] = [[], []];
  let busy = 0;
  const leave = () => {
    const next = lines[0].shift() ?? lines[1].shift();
    if (next) next();
    else busy -= 1;
  };
  return async <T>(work: () => Promise<T>, first: boolean): Promise<T> => {
    if (busy < parallel) busy += 1;
    else {
      const line = lines[first ? 0 : 1];
      if (line.length >= QUEUE) throw errors.tooMany({ what: 'Too many people sign in at once.', retryAfter: 5 });
      await new Promise<void>((resolve) => line.push(resolve));
    }
    try {
      return await work();
    } finally {
      leave();
    }
  };
}

/**
 * What is wrong with a new password, or undefined. Length is the contract's; beyond it only what is guessed first
 * (NIST SP 800-63B, section 3.1.1.2: no rules of composition).
 */
export function weakness(password: string, { email, name }: { email: string; name: string }): string | undefined {
  const said = password.toLowerCase();
  if (new Set(said).size < 5) return 'A password needs at least five different characters.';
  const own = [email, email.slice(0, email.indexOf('@')), name].map((text) => text.toLowerCase());
  if (own.some((text) => said === text || said === text.repeat(2))) return 'A password must not be your name or e-mail address.';
  return undefined;
}
