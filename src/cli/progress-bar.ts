import { plain } from './output.ts';

export type ProgressBar = {
  /** Bytes done, and words behind the bar. */
  show(done: number, words: string): void;
  /** Takes the bar away, so that something else can be written. */
  clear(): void;
};

const WIDTH = 24;
const EVERY_MS = 100;

/** A bar on a terminal's last line; nothing where `out` is none. `total` undefined: nobody knows how much there is. */
export function progressBar(out: { isTTY?: boolean; columns?: number; write(text: string): unknown }, total: number | undefined, now: () => number): ProgressBar {
  let shownAt = Number.NEGATIVE_INFINITY;
  if (out.isTTY !== true) return { show() {}, clear() {} };
  return {
    show(done, words) {
      if (now() - shownAt < EVERY_MS) return;
      shownAt = now();
      const line = total === undefined || total === 0 ? words : `${barOf(done / total)} ${words}`;
      out.write(`\r\u001b[K${plain(line).slice(0, (out.columns ?? 80) - 1)}`);
    },
    clear() {
      shownAt = Number.NEGATIVE_INFINITY;
      out.write('\r\u001b[K');
    },
  };
}

function barOf(share: number): string {
  const full = Math.round(Math.min(1, share) * WIDTH);
  return `${'\u2588'.repeat(full)}${'\u2591'.repeat(WIDTH - full)} ${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} %`;
}
