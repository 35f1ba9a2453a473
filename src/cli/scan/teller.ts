import { systemClock } from '../../kernel/clock.ts';
import { note, plain } from '../output.ts';
import { progressBar } from '../progress-bar.ts';

/** Tells people how a scan goes, on stderr; programs hear nothing of it. */
export type Teller = {
  progress(words: string, done: number, total: number | undefined): void;
  note(words: string): void;
  clear(): void;
};

/** A teller for a terminal's stderr; `quiet` says nothing at all. */
export function teller(quiet: boolean): Teller {
  if (quiet) return { progress() {}, note() {}, clear() {} };
  const bar = progressBar(process.stderr, undefined, systemClock.now);
  return {
    progress: (words, done, total) => bar.show(done, total === undefined || total === 0 ? words : `${words} ${Math.floor((done / total) * 100)} %`),
    note(words) {
      bar.clear();
      note(plain(words));
    },
    clear: () => bar.clear(),
  };
}
