import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Writes a file that only its owner reads, whole or not at all: a crash leaves what was there before. */
export function writeSecret(file: string, content: string): void {
  const draft = `${file}.part`;
  rmSync(draft, { force: true });
  const open = openSync(draft, 'wx', 0o600);
  try {
    writeSync(open, content);
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
  renameSync(draft, file);
}
