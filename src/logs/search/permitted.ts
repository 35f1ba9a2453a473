import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** A revoked token, an ended session or a lost role ends what is still being told at most this much later. */
const ASK_EVERY_MS = 5_000;

export type StillMay = () => Promise<boolean>;

/** For answers that go on for long: what is told to somebody must end when they may no longer be told. */
export function permittedAnswers({ clock }: Pick<Kernel, 'clock'>) {
  /**
   * A signal that aborts as the given one does, or by `unauthenticated` when `stillMay` says no. It is asked until either
   * aborts or `end` is called.
   */
  return function whilePermitted(given: AbortSignal, stillMay: StillMay): { signal: AbortSignal; end: () => void } {
    const refused = new AbortController();
    const ended = new AbortController();
    const over = AbortSignal.any([given, ended.signal]);
    const watch = async (): Promise<void> => {
      for (;;) {
        await clock.sleep(ASK_EVERY_MS, over);
        if (over.aborted) return;
        if (!(await stillMay())) return refused.abort(errors.unauthenticated());
      }
    };
    void watch();
    return { signal: AbortSignal.any([given, refused.signal]), end: () => ended.abort() };
  };
}

export type WhilePermitted = ReturnType<typeof permittedAnswers>;
