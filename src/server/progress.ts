import type { Clock } from '../kernel/clock.ts';

/** Tells a person at the terminal what the start is doing; steps that take no time stay one line. */
export type Progress = {
  /** Runs a step and says when it is done and how long it took. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  say(text: string): void;
};

export function terminalProgress(clock: Clock, write: (text: string) => void): Progress {
  return {
    async step(name, work) {
      const start = clock.now();
      write(`  ${name} …`);
      try {
        const result = await work();
        write(` ready (${((clock.now() - start) / 1000).toFixed(1)} s)\n`);
        return result;
      } catch (error) {
        write(' failed\n');
        throw error;
      }
    },
    say: (text) => write(`${text}\n`),
  };
}

export const silentProgress: Progress = { step: (_name, work) => work(), say: () => {} };
